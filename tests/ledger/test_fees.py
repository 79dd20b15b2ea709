"""GET /api/ops/commission/preview: what an operator reckons to be kept of an amount or an order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ledger.fees.rules import FeeRule, Sold, fee_of, share_of, split
from tests.support.another import another_client
from tests.support.inspect import change
from tests.support.world import HOSTS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PATH = "/api/ops/commission/preview"
TOKEN = {"x-ops-token": "open sesame"}
DAY = date(2026, 1, 15)
USUAL = {"b2c": 1200, "b2b": 700}


@pytest.fixture
async def ops(database_urls: DatabaseUrls, world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with another_client(database_urls, ops_token=TOKEN["x-ops-token"]) as client:
        yield client


async def asked(client: httpx.AsyncClient, **query: object) -> Any:
    answer = await client.get(PATH, params={k: str(v) for k, v in query.items()}, headers=TOKEN)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("amount", "channel", "rate", "fee", "vat", "payout"),
    [
        ("100", "b2c", 0.12, 12.0, 2.88, 85.12),
        ("100", "b2b", 0.07, 7.0, 1.68, 91.32),
        ("99.99", "b2c", 0.12, 12.0, 2.88, 85.11),
        ("0", "b2c", 0.12, 0, 0, 0),
        ("abc", "b2c", 0.12, 0, 0, 0),
    ],
)
async def test_without_rules_the_shop_s_usual_rates_count(
    ops: httpx.AsyncClient,
    amount: str,
    channel: str,
    rate: float,
    fee: float,
    vat: float,
    payout: float,
) -> None:
    assert await asked(ops, amount=amount, channel=channel) == {
        "amount": 0 if amount == "abc" else float(amount),
        "calc": {
            "channel": channel,
            "rate": rate,
            "fee_vat_rate": 0.24,
            "platform_fee": fee,
            "platform_fee_vat": vat,
            "producer_payout": payout,
            "source": "defaults",
        },
    }


async def test_the_rule_that_says_most_counts(ops: httpx.AsyncClient, owner: Connection) -> None:
    await change(
        owner,
        "agora",
        "INSERT INTO fee_rules (tenant_id, id, producer_id, channel, rate_basis_points, "
        "vat_basis_points, priority, effective_from, is_active, created_at, updated_at) "
        "SELECT current_tenant(), id, producer_id, channel, rate, vat, 100, '2026-01-15', active, "
        "'2026-01-15Z', '2026-01-15Z' FROM (VALUES (1, NULL, 'b2c', 1000, 1300, true), "
        "(2, 1, NULL, 500, NULL, true), (3, 2, 'b2c', 1, NULL, false)) "
        "AS r (id, producer_id, channel, rate, vat, active)",
    )
    told = {
        producer: (await asked(ops, amount=100, producerId=producer))["calc"]
        for producer in (1, 2, 999)
    }
    assert (told[1]["rate"], told[1]["fee_vat_rate"]) == (0.05, 0.24)
    assert (told[2]["rate"], told[2]["fee_vat_rate"]) == (0.1, 0.13)
    assert {each["source"] for each in told.values()} == {"fee_rules"}
    assert told[999]["rate"] == 0.1
    assert (await asked(ops, amount=100, channel="b2b"))["calc"]["source"] == "defaults"


async def test_an_order_bears_nothing_until_the_shop_switches_on(
    ops: httpx.AsyncClient, world: World
) -> None:
    parts = {"channel": "b2c", "order_gross": 11.3, "currency": "EUR"}
    nothing = {"platform_fee": 0, "platform_fee_vat": 0, "producer_payout": 11.3}
    assert await asked(ops, orderId=1) == {"orderId": 1, "calc": {**parts, **nothing}}
    rule = {"scope_channel": "B2C", "percent": 12, "tier_min_amount_cents": 0, "priority": 0}
    modes = {"vat_mode": "EXCLUDE", "rounding_mode": "NEAREST", "effective_from": "2026-01-01"}
    for path, body in (("commission-rules", rule | modes), ("settings/commission-engine", None)):
        sent = body or {"enabled": True}
        await ops.post(f"/api/v1/admin/{path}", json=sent, headers=world.operator())
    kept = {"platform_fee": 1.36, "platform_fee_vat": 0.33, "producer_payout": 9.61}
    assert await asked(ops, orderId=1) == {"orderId": 1, "calc": {**parts, **kept}}
    assert (await asked(ops, orderId=1, channel="b2b"))["calc"]["platform_fee"] == 0


@pytest.mark.parametrize("order", ["999999", "abc", "-1", "99999999999999999999"])
async def test_an_order_that_is_none_is_told(ops: httpx.AsyncClient, order: str) -> None:
    answer = await ops.get(PATH, params={"orderId": order}, headers=TOKEN)
    assert (answer.status_code, answer.json()) == (404, {"message": "Order not found"})


async def test_something_must_be_asked(ops: httpx.AsyncClient) -> None:
    answer = await ops.get(PATH, headers=TOKEN)
    assert (answer.status_code, answer.json()["message"]) == (400, "Provide orderId or amount")


@pytest.mark.parametrize("amount", ["-1", "1e9", "1e999999999", "Infinity", "NaN"])
async def test_an_amount_beyond_reason_is_refused(ops: httpx.AsyncClient, amount: str) -> None:
    answer = await ops.get(PATH, params={"amount": amount}, headers=TOKEN)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["amount"])


@pytest.mark.parametrize("shown", [None, "", "open", "open sesame2", "ωμέγα"])
async def test_without_the_token_there_is_no_such_page(
    ops: httpx.AsyncClient, world: World, shown: str | None
) -> None:
    headers = {} if shown is None else {"x-ops-token": shown.encode()}
    plain = {name.encode(): value.encode() for name, value in world.bearer("admin").items()}
    for others in ({}, plain):
        sent = {**others, **{name.encode(): value for name, value in headers.items()}}
        answer = await ops.get(PATH, params={"amount": "1"}, headers=sent)
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


async def test_the_token_opens_the_default_tenant_alone(
    ops: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    elsewhere = {**TOKEN, "host": HOSTS["hedgerow"]}
    assert (await ops.get(PATH, params={"amount": "1"}, headers=elsewhere)).status_code == 404
    # And a server without a token opens nothing, to nobody.
    for headers in (TOKEN, {"x-ops-token": ""}):
        assert (await client.get(PATH, params={"amount": "1"}, headers=headers)).status_code == 404


async def test_a_shop_s_own_token_opens_it(
    ops: httpx.AsyncClient, owner: Connection, database_urls: DatabaseUrls
) -> None:
    setting = "settings || jsonb_build_object('ops_token', 'hedge')"
    await change(
        owner, "hedgerow", f"UPDATE tenants SET settings = {setting} WHERE slug = 'hedgerow'"
    )
    async with another_client(database_urls) as client:
        headers = {"x-ops-token": "hedge", "host": HOSTS["hedgerow"]}
        answer = await client.get(PATH, params={"amount": "1"}, headers=headers)
        assert answer.status_code == 200
        there = await client.get(PATH, params={"amount": "1"}, headers={"x-ops-token": "hedge"})
        assert there.status_code == 404


# For every amount and all rules -------------------------------------------------------------------

DAYS = st.integers(-2, 2).map(lambda days: DAY + timedelta(days=days))
RULES = st.lists(
    st.builds(
        FeeRule,
        id=st.integers(1, 50),
        producer_id=st.sampled_from([None, 1, 2]),
        category_id=st.sampled_from([None, 1, 2]),
        channel=st.sampled_from([None, "b2c", "b2b"]),
        rate_basis_points=st.integers(0, 10_000),
        vat_basis_points=st.none() | st.integers(0, 10_000),
        priority=st.integers(0, 2),
        effective_from=DAYS,
        effective_to=st.none() | DAYS,
        is_active=st.booleans(),
    ),
    max_size=10,
    unique_by=lambda each: each.id,
)
SOLD = st.builds(
    Sold,
    channel=st.sampled_from(["b2c", "b2b"]),
    producer_id=st.sampled_from([None, 1, 2]),
    category_id=st.sampled_from([None, 1, 2]),
)


@given(st.integers(0, 10**12), st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_parts_add_up_and_none_is_negative(amount: int, rate: int, vat: int) -> None:
    fee = share_of(amount, rate)
    parts = split(amount, fee, vat)
    assert parts.fee + parts.vat + parts.payout == amount
    assert 0 <= parts.fee <= amount
    assert 0 <= parts.vat <= parts.fee
    assert 2 * abs(10_000 * fee - amount * rate) <= 10_000


@given(RULES, SOLD, st.randoms())
def test_a_rule_that_says_less_never_counts_before_one_that_says_more(
    rules: list[FeeRule], sold: Sold, chance: Any
) -> None:
    found = fee_of(sold, rules, DAY, USUAL, 2400)
    shuffled = list(rules)
    chance.shuffle(shuffled)
    assert fee_of(sold, shuffled, DAY, USUAL, 2400) == found
    fitting = [
        each
        for each in rules
        if each.is_active
        and each.effective_from <= DAY <= (each.effective_to or DAY)
        and each.producer_id in (None, sold.producer_id)
        and each.category_id in (None, sold.category_id)
        and each.channel in (None, sold.channel)
    ]
    if not fitting:
        assert (found.source, found.rate_basis_points) == ("defaults", USUAL[sold.channel])
        return
    own = [each for each in fitting if each.producer_id is not None] or fitting
    narrow = [each for each in own if each.category_id is not None] or own
    assert found.rate_basis_points in {each.rate_basis_points for each in narrow}
    # A rule that is out of use says nothing, whatever it says.
    silent = [msgspec.structs.replace(each, is_active=False) for each in rules]
    assert fee_of(sold, silent, DAY, USUAL, 2400).source == "defaults"
