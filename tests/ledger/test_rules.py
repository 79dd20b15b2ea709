"""/api/v1/admin/commission-rules: what the operator says of commissions."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.races.barrier import at_once
from tests.support.another import another_client
from tests.support.inspect import change, count, snapshot

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PATH = "/api/v1/admin/commission-rules"
ENGINE = "/api/v1/admin/settings/commission-engine"
RULE: dict[str, Any] = {
    "scope_channel": "B2C",
    "percent": 11.5,
    "fixed_fee_cents": None,
    "tier_min_amount_cents": 0,
    "tier_max_amount_cents": None,
    "vat_mode": "EXCLUDE",
    "rounding_mode": "NEAREST",
    "effective_from": "2026-01-01",
    "effective_to": None,
    "priority": 5,
}
TIMES = {
    "updated_at": "2026-01-15T12:00:00.000000Z",
    "created_at": "2026-01-15T12:00:00.000000Z",
}


async def added(client: httpx.AsyncClient, world: World, **values: Any) -> int:
    answer = await client.post(PATH, json={**RULE, **values}, headers=world.operator())
    assert answer.status_code == 201, answer.text
    return int(answer.json()["rule"]["id"])


async def previewed(client: httpx.AsyncClient, world: World, amount: str, channel: str) -> Any:
    query = {"amount": amount, "channel": channel}
    answer = await client.get(f"{PATH}/preview", params=query, headers=world.operator())
    assert answer.status_code == 200
    return answer.json()["preview"]


async def test_a_rule_is_answered_as_it_was_sent_and_listed_as_it_is_kept(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    sent = {**RULE, "percent": "12.345", "priority": "3", "active": False}
    answer = await client.post(PATH, json=sent, headers=world.operator())
    assert answer.status_code == 201
    told = {**RULE, "percent": "12.35", "effective_from": "2026-01-01T00:00:00.000000Z"}
    assert answer.json() == {
        "success": True,
        "rule": {**told, "priority": "3", **TIMES, "id": 1},
    }
    listed = (await client.get(PATH, headers=world.operator())).json()
    whole = {"id": 1, "scope_category_id": None, "scope_producer_id": None, "active": True}
    assert listed == {"success": True, "rules": [{**told, "priority": 3, **TIMES, **whole}]}
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["action"], entry["resource"], entry["before"]) == (
        "create",
        "commission_rule",
        None,
    )
    assert json.loads(entry["after"])["rate_basis_points"] == 1235


async def test_the_highest_priority_stands_first(client: httpx.AsyncClient, world: World) -> None:
    for priority in (0, 9, 9, 4):
        await added(client, world, priority=priority)
    listed = (await client.get(PATH, headers=world.operator())).json()["rules"]
    assert [(rule["priority"], rule["id"]) for rule in listed] == [(9, 2), (9, 3), (4, 4), (0, 1)]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-01-15", "2026-01-15T00:00:00"),
        ("15-01-2026", "2026-01-15T00:00:00"),
        ("2026-01-15 10:00:00", "2026-01-15T10:00:00"),
        ("2026-01-15T10:00:00+02:00", "2026-01-15T10:00:00"),
        ("2026-01-15T10:00:00Z", "2026-01-15T10:00:00"),
    ],
)
async def test_a_time_is_kept_as_it_was_written(
    client: httpx.AsyncClient, world: World, sent: str, kept: str
) -> None:
    await added(client, world, effective_from=sent)
    [rule] = (await client.get(PATH, headers=world.operator())).json()["rules"]
    assert rule["effective_from"] == f"{kept}.000000Z"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("scope_channel", "b2c", "The selected scope channel is invalid."),
        ("percent", None, "The percent field is required."),
        ("percent", 100.01, "The percent field must not be greater than 100."),
        ("percent", -1, "The percent field must be at least 0."),
        ("fixed_fee_cents", -1, "The fixed fee cents field must be at least 0."),
        ("tier_min_amount_cents", 1.5, "The tier min amount cents field must be an integer."),
        ("tier_max_amount_cents", 2**31, None),
        ("priority", 10**30, None),
        ("vat_mode", [], None),
        ("rounding_mode", "x", "The selected rounding mode is invalid."),
        ("effective_from", "bad", "The effective from field must be a valid date."),
        ("effective_to", {"a": 1}, None),
        ("scope_producer_id", 999, "The selected scope producer id is invalid."),
        ("scope_producer_id", "abc", "The scope producer id field must be an integer."),
        ("scope_category_id", 2**80, None),
    ],
)
async def test_what_no_rule_can_say_is_refused_on_its_field(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    field: str,
    value: object,
    sentence: str | None,
) -> None:
    rule_id = await added(client, world)
    before = await snapshot(owner, "agora", "commission_rules")
    for method, path in (("POST", PATH), ("PATCH", f"{PATH}/{rule_id}")):
        answer = await client.request(
            method, path, json={**RULE, field: value}, headers=world.operator()
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        assert sentence in (None, answer.json()["message"])
    assert await snapshot(owner, "agora", "commission_rules") == before
    assert await count(owner, "agora", "audit_entries") == 1


async def test_changing_keeps_what_was_left_out(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    rule_id = await added(client, world, scope_producer_id=1, fixed_fee_cents=50)
    new = {**RULE, "percent": 1, "priority": 7}
    answer = await client.patch(f"{PATH}/{rule_id}", json=new, headers=world.operator())
    rule = answer.json()["rule"]
    assert (rule["percent"], rule["priority"], rule["scope_producer_id"]) == ("1.00", 7, 1)
    # It was sent as null.
    assert rule["fixed_fee_cents"] is None
    entry = (await snapshot(owner, "agora", "audit_entries"))[-1]
    assert json.loads(entry["before"]) == {
        "rate_basis_points": 1150,
        "fixed_fee": 50,
        "priority": 5,
    }


@pytest.mark.parametrize("rule", ["999999", "abc", "1.5", "-1", "99999999999999999999"])
async def test_what_names_no_rule_is_not_found(
    client: httpx.AsyncClient, world: World, rule: str
) -> None:
    for answer in (
        await client.patch(f"{PATH}/{rule}", json=RULE, headers=world.operator()),
        await client.post(f"{PATH}/{rule}/toggle", headers=world.operator()),
    ):
        assert answer.status_code == 404


async def test_of_many_toggles_none_is_lost(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    rule_id = await added(client, world)
    toggle = partial(client.post, f"{PATH}/{rule_id}/toggle", headers=world.operator())
    answers = await at_once([toggle] * 9)
    assert {answer.status_code for answer in answers} == {200}
    shown = sorted(answer.json()["rule"]["active"] for answer in answers)
    assert shown == [False] * 5 + [True] * 4
    [stored] = await snapshot(owner, "agora", "commission_rules")
    assert stored["active"] is False
    assert await count(owner, "agora", "audit_entries", "action = 'change'") == 9


async def test_what_is_kept_follows_priority_amount_channel_and_time(
    client: httpx.AsyncClient, world: World
) -> None:
    await client.post(ENGINE, json={"enabled": True}, headers=world.operator())
    nothing = {"commission_cents": 0, "rule_id": None, "breakdown": "No applicable rule"}
    assert await previewed(client, world, "100", "B2C") == nothing
    usual = await added(client, world, percent=12, priority=0)
    large = await added(client, world, percent=10, priority=1, tier_min_amount_cents=10_000)
    wholesale = await added(client, world, percent=7, scope_channel="B2B", priority=0)
    await added(client, world, percent=90, priority=99, effective_from="2026-02-01")
    await added(client, world, percent=90, priority=99, effective_to="2026-01-15 11:59:59")
    await added(client, world, percent=90, priority=99, scope_producer_id=1)
    await added(client, world, percent=90, priority=99, scope_category_id=1)
    for amount, channel, fee, rule_id in (
        ("99.99", "B2C", 1200, usual),
        ("100", "B2C", 1000, large),
        ("99.99", "B2B", 700, wholesale),
        ("0", "B2C", 0, usual),
    ):
        shown = await previewed(client, world, amount, channel)
        assert (shown["commission_cents"], shown["rule_id"]) == (fee, rule_id)
    assert await previewed(client, world, "100", "ALL") == nothing
    assert (await previewed(client, world, "100", "B2C"))["breakdown"] == {
        "percent": 10.0,
        "fixed_fee": 0,
        "vat_mode": "EXCLUDE",
        "rounding": "NEAREST",
    }


@pytest.mark.parametrize(
    "query", ["amount=abc&channel=B2C", "amount=-1&channel=B2C", "amount=1e99&channel=B2C"]
)
async def test_an_amount_that_is_none_is_refused(
    client: httpx.AsyncClient, world: World, query: str
) -> None:
    answer = await client.get(f"{PATH}/preview?{query}", headers=world.operator())
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["amount"])


async def test_nobody_but_the_back_office_sees_or_changes_rules(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    rule_id = await added(client, world)
    before = await snapshot(owner, "agora", "commission_rules")
    for person in (None, "consumer", "producer", "admin"):
        headers = world.bearer(person)
        for answer in (
            await client.get(PATH, headers=headers),
            await client.post(PATH, json=RULE, headers=headers),
            await client.patch(f"{PATH}/{rule_id}", json=RULE, headers=headers),
            await client.post(f"{PATH}/{rule_id}/toggle", headers=headers),
            await client.get(f"{PATH}/preview?amount=1&channel=B2C", headers=headers),
            await client.post(ENGINE, json={"enabled": True}, headers=headers),
        ):
            assert answer.status_code == 401
    assert await snapshot(owner, "agora", "commission_rules") == before
    assert await count(owner, "agora", "commission_switches") == 0


# The switch ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "enabled"),
    [
        (True, True),
        (1, True),
        ("1", True),
        ("true", True),
        (False, False),
        (0, False),
        ("0", False),
        (None, False),
        ("", False),
    ],
)
async def test_the_switch_is_the_shop_s(
    client: httpx.AsyncClient, world: World, owner: Connection, sent: object, enabled: bool
) -> None:
    answer = await client.post(ENGINE, json={"enabled": sent}, headers=world.operator())
    assert answer.json() == {"success": True, "enabled": enabled}
    shown = await client.get(ENGINE, headers=world.operator())
    assert shown.json() == {"enabled": enabled}
    elsewhere = await client.get(ENGINE, headers=world.operator("hedgerow"))
    assert elsewhere.json() == {"enabled": False}
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["action"], entry["resource"]) == ("switch", "commission")
    assert json.loads(entry["after"]) == {"enabled": enabled}


@pytest.mark.parametrize("sent", ["false", "abc", 2, 1.0, [], {"a": 1}])
async def test_a_text_that_is_no_boolean_switches_nothing(
    client: httpx.AsyncClient, world: World, owner: Connection, sent: object
) -> None:
    answer = await client.post(ENGINE, json={"enabled": sent}, headers=world.operator())
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["enabled"])
    assert await count(owner, "agora", "commission_switches") == 0


async def test_nothing_sent_switches_off(client: httpx.AsyncClient, world: World) -> None:
    await client.post(ENGINE, json={"enabled": True}, headers=world.operator())
    await client.post(ENGINE, headers=world.operator())
    assert (await client.get(ENGINE, headers=world.operator())).json() == {"enabled": False}


# An order -----------------------------------------------------------------------------------------

PREVIEW = "/api/orders/1/commission-preview"


@pytest.fixture
async def charging(database_urls: DatabaseUrls, world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A platform that takes commissions unless a shop says otherwise."""
    async with another_client(database_urls, commission_engine=True) as client:
        yield client


@pytest.mark.parametrize("person", ["consumer", "producer", "other_producer", "business", "admin"])
async def test_without_commissions_no_order_has_a_preview(
    client: httpx.AsyncClient, world: World, person: str
) -> None:
    answer = await client.get(PREVIEW, headers=world.bearer(person))
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


async def test_an_order_s_producers_and_admins_see_what_is_kept(
    charging: httpx.AsyncClient, world: World
) -> None:
    await added(charging, world, percent=12)
    for person in ("producer", "admin"):
        answer = await charging.get(PREVIEW, headers=world.bearer(person))
        # 12 % of the 11.30 that the buyer pays.
        assert answer.json() == {
            "order_id": 1,
            "commission_preview": {
                "commission_cents": 136,
                "rule_id": 1,
                "breakdown": {
                    "percent": 12.0,
                    "fixed_fee": 0,
                    "vat_mode": "EXCLUDE",
                    "rounding": "NEAREST",
                },
            },
        }


@pytest.mark.parametrize("person", ["consumer", "other_consumer", "other_producer", "newcomer"])
async def test_nobody_else_does(charging: httpx.AsyncClient, world: World, person: str) -> None:
    answer = await charging.get(PREVIEW, headers=world.bearer(person))
    assert answer.status_code == 403
    assert "commission_preview" not in answer.text


async def test_a_guest_is_asked_who_calls(charging: httpx.AsyncClient) -> None:
    for order_id in ("1", "999999"):
        answer = await charging.get(f"/api/orders/{order_id}/commission-preview")
        assert answer.status_code == 401


@pytest.mark.parametrize("order", ["999999", "abc", "0", "-1", "1.5", "99999999999999999999"])
async def test_no_order_has_no_preview(
    charging: httpx.AsyncClient, world: World, order: str
) -> None:
    path = f"/api/orders/{order}/commission-preview"
    assert (await charging.get(path, headers=world.bearer("admin"))).status_code == 404


async def test_a_shop_that_switched_off_has_none_whatever_the_platform_says(
    charging: httpx.AsyncClient, world: World
) -> None:
    await charging.post(ENGINE, json={"enabled": False}, headers=world.operator())
    assert (await charging.get(PREVIEW, headers=world.bearer("admin"))).status_code == 404


async def test_a_producer_s_own_rule_comes_before_the_shop_s(
    charging: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await added(charging, world, percent=12)
    own = await added(charging, world, percent=5, scope_producer_id=1, scope_channel="ALL")
    shown = (await charging.get(PREVIEW, headers=world.bearer("producer"))).json()
    assert shown["commission_preview"]["rule_id"] == own
    other = await charging.get(
        "/api/orders/2/commission-preview", headers=world.bearer("other_producer")
    )
    assert other.json()["commission_preview"]["rule_id"] != own
    # An order of several producers is nobody's own.
    await change(
        owner,
        "agora",
        "INSERT INTO fulfilments (tenant_id, id, order_id, producer_id, producer_name, status, "
        "currency, subtotal, shipping_cost, free_shipping_applied, weight_grams, locked_at) "
        "SELECT tenant_id, 9, 1, 2, 'Dairy', status, currency, subtotal, shipping_cost, "
        "free_shipping_applied, 750, locked_at FROM fulfilments WHERE id = 1",
    )
    shared = (await charging.get(PREVIEW, headers=world.bearer("other_producer"))).json()
    assert shared["commission_preview"]["rule_id"] != own
