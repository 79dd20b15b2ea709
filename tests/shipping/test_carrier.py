"""Labels that a carrier makes: asked over HTTP, once for an order, while no transaction is open."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from api.kit import http
from tests.races.barrier import at_once
from tests.support.another import another_client
from tests.support.carrier import Carrier, Turn, open_carrier, parcel
from tests.support.inspect import change, snapshot
from tests.support.world import SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PATH = "/api/v1/shipping/labels/2"
ACCOUNT = {"acs_api_key": "api key", "acs_client_id": "client", "acs_client_secret": "secret"}
UNAVAILABLE = {
    "success": False,
    "code": "PROVIDER_UNAVAILABLE",
    "http": 503,
    "message": "Courier service temporarily unavailable",
    "operation": "createLabel",
}


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FIRST_PAUSE", 0.001)


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with open_carrier() as opened:
        yield opened


@pytest.fixture
async def shop(
    database_urls: DatabaseUrls, world: World, carrier: Carrier
) -> AsyncIterator[httpx.AsyncClient]:
    """The default tenant with an account at the carrier."""
    settings = {"courier_provider": "acs", "courier_timeout": 1, "acs_url": f"{carrier.url}/v1/"}
    async with another_client(database_urls, **settings, **ACCOUNT) as client:
        yield client


async def ask(client: httpx.AsyncClient, world: World, shop: str = "agora") -> httpx.Response:
    return await client.post(PATH, headers=world.operator(shop))


def told(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    """Status and body without the request's id."""
    return answer.status_code, {k: v for k, v in answer.json().items() if k != "request_id"}


async def stored(owner: Connection, shop: str = "agora") -> list[tuple[Any, ...]]:
    rows = await snapshot(owner, shop, "shipments", "order_id = 2")
    return [(row["tracking_code"], row["provider"], row["status"]) for row in rows]


async def test_the_carrier_registers_the_parcel(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection
) -> None:
    answer = await ask(shop, world)
    assert answer.json() == {
        "success": True,
        "data": {
            "tracking_code": "ACS100000000",
            "label_url": f"{carrier.url}/labels/ACS100000000.pdf",
            "carrier_code": "ACS",
            "status": "labeled",
            "provider": "acs",
            "zone_code": "GR_ATTICA",
            "billable_weight_kg": 0.5,
            "shipping_cost_eur": 2.9,
            "estimated_delivery_days": 1,
        },
    }
    assert await stored(owner) == [("ACS100000000", "acs", "labeled")]
    [asked] = carrier.asked
    assert asked.path == "/v1/shipments"
    assert asked.headers["authorization"] == "Bearer api key"
    assert (asked.headers["x-client-id"], asked.headers["x-client-secret"]) == ("client", "secret")
    assert asked.body["reference"] == "2"
    assert asked.body["recipient"]["name"] == "Otto"
    assert (asked.body["weight_kg"], asked.body["cod_amount"]) == (0.5, "10.90")
    again = await ask(shop, world)
    assert again.json() == answer.json()
    assert len(carrier.asked) == 1


async def test_the_attempt_is_written_down_before_the_carrier_is_asked(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection
) -> None:
    carrier.plan = [Turn(status=422)]
    await ask(shop, world)
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["action"], entry["resource"], entry["resource_id"]) == ("ask_carrier", "order", 2)
    assert json.loads(entry["after"]) == {"carrier": "ACS", "request": carrier.keys[0]}
    assert (await ask(shop, world)).status_code == 200
    # The second attempt asked for the same parcel.
    assert carrier.keys[0] == carrier.keys[1]


async def test_faults_are_asked_again_with_the_same_key(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection
) -> None:
    carrier.plan = [Turn(status=500), Turn(hangs_up=True)]
    assert (await ask(shop, world)).status_code == 200
    assert len(carrier.keys) == 3
    assert len(set(carrier.keys)) == 1
    assert len(await stored(owner)) == 1


@pytest.mark.parametrize(
    "turn", [Turn(status=500), Turn(hangs_up=True), Turn(status=503), Turn(seconds=1.3)]
)
async def test_a_carrier_that_is_away_is_told_after_three_attempts(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection, turn: Turn
) -> None:
    carrier.plan = [turn] * 3
    answer = await ask(shop, world)
    assert told(answer) == (503, UNAVAILABLE)
    assert len(carrier.asked) == 3
    assert await stored(owner) == []


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (400, "BAD_REQUEST", 422),
        (401, "UNAUTHORIZED", 401),
        (403, "FORBIDDEN", 403),
        (404, "NOT_FOUND", 404),
        (422, "BAD_REQUEST", 422),
        (429, "RATE_LIMIT", 429),
        (418, "PROVIDER_UNAVAILABLE", 503),
    ],
)
async def test_a_refusal_is_told_in_the_shop_s_words(
    shop: httpx.AsyncClient,
    world: World,
    carrier: Carrier,
    owner: Connection,
    status: int,
    code: str,
    told: int,
) -> None:
    carrier.plan = [Turn(status=status, body={"error": "inside"}, headers={"retry-after": "60"})]
    answer = await ask(shop, world)
    body = answer.json()
    assert (answer.status_code, body["success"]) == (told, False)
    assert (body["code"], body["http"], body["operation"]) == (code, told, "createLabel")
    assert "inside" not in answer.text
    assert body.get("retryAfter") == ("60" if status == 429 else None)
    assert len(carrier.asked) == 1
    assert await stored(owner) == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"",
        [],
        {"success": False},
        {"success": False, **parcel("ACS100000009")["data"]},
        parcel("acs 1"),
        parcel("ACS100000001", "javascript:alert(1)"),
        parcel("ACS100000001", "https://acs.example/" + "x" * 300),
        parcel("ELTA0000000001"),
    ],
)
async def test_what_nobody_understands_is_not_stored(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection, body: Any
) -> None:
    carrier.plan = [Turn(body=body)]
    answer = await ask(shop, world)
    assert told(answer) == (503, UNAVAILABLE)
    assert await stored(owner) == []


@pytest.mark.parametrize("missing", list(ACCOUNT)[:2])
async def test_without_an_account_the_shop_makes_its_labels_itself(
    database_urls: DatabaseUrls, world: World, carrier: Carrier, missing: str
) -> None:
    account = {**ACCOUNT, missing: None, "acs_url": carrier.url, "courier_provider": "acs"}
    async with another_client(database_urls, **account) as client:
        assert (await ask(client, world)).json()["data"]["provider"] == "internal"
    assert carrier.asked == []


async def test_the_account_of_the_variables_is_the_default_tenant_s_alone(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection
) -> None:
    answer = await ask(shop, world, "hedgerow")
    assert answer.json()["data"]["provider"] == "internal"
    assert carrier.asked == []


async def test_a_parcel_that_has_left_is_not_ordered_again(
    shop: httpx.AsyncClient, world: World, carrier: Carrier
) -> None:
    answer = await shop.post("/api/v1/shipping/labels/1", headers=world.operator())
    assert answer.json()["data"]["tracking_code"] == "ELTA0000000001"
    assert carrier.asked == []


async def test_an_imported_parcel_that_waits_gets_the_carrier_s_code(
    shop: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE shipments SET order_id = 2, status = 'pending'")
    assert (await ask(shop, world)).status_code == 200
    assert await stored(owner) == [("ACS100000000", "acs", "labeled")]


async def test_shops_with_one_account_get_parcels_of_their_own(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection
) -> None:
    account = f'{{"url": "{carrier.url}", "api_key": "k", "client_id": "c"}}'
    setting = f"settings || jsonb_build_object('carrier', '{account}'::jsonb)"
    await change(
        owner, "hedgerow", f"UPDATE tenants SET settings = {setting} WHERE slug = 'hedgerow'"
    )
    codes = [
        (await ask(shop, world, each)).json()["data"]["tracking_code"]
        for each in ("agora", "hedgerow")
    ]
    assert codes == ["ACS100000000", "ACS100000001"]
    named = f"shop:{SHOPS['agora']}:order:2"
    assert carrier.keys[0] == hashlib.sha256(named.encode()).hexdigest()


async def test_an_imported_shop_keeps_the_old_shop_s_keys(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection
) -> None:
    imported = "UPDATE tenants SET origin = 'imported' WHERE slug = 'agora'"
    await change(owner, "agora", imported)
    await ask(shop, world)
    assert carrier.keys == [hashlib.sha256(b"order:2").hexdigest()]


async def test_of_many_who_ask_at_once_all_get_the_one_parcel(
    shop: httpx.AsyncClient, world: World, carrier: Carrier, owner: Connection
) -> None:
    answers = await at_once([partial(ask, shop, world)] * 6)
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.text for answer in answers}) == 1
    assert len(await stored(owner)) == 1
    assert len(set(carrier.keys)) == 1


async def test_the_shop_s_own_label_that_came_first_stays(
    shop: httpx.AsyncClient, client: httpx.AsyncClient, world: World, carrier: Carrier
) -> None:
    """The carrier takes a while; meanwhile a worker without the account makes the label."""
    carrier.plan = [Turn(body=parcel("ACS100000077"), seconds=0.5)]
    slow, own = await at_once([partial(ask, shop, world), partial(_after, 0.2, client, world)])
    assert own.json()["data"]["provider"] == "internal"
    assert slow.json() == own.json()


async def _after(seconds: float, client: httpx.AsyncClient, world: World) -> httpx.Response:
    await asyncio.sleep(seconds)
    return await ask(client, world)
