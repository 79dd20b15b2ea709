"""GET /api/v1/producer/orders/export: what was sold in 30 days, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from api.orders.sales import service
from tests.orders.test_own_orders import fill
from tests.support.inspect import change

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

EXPORT = "/api/v1/producer/orders/export"
HEAD = (
    "\ufefforder_id,created_at,status,customer_name,customer_email,items_summary,subtotal,"
    "shipping,total,payment_method,shipping_method\n"
)


async def test_it_is_a_file_with_the_own_lines_of_each_order(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await client.get(EXPORT, headers=world.bearer("producer"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="orders-2026-01-15.csv"'
    assert "no-store" in answer.headers["cache-control"]
    assert answer.text == HEAD + (
        '1,"2026-01-14 12:00",pending,"Cora Consumer",consumer@example.com,"Ελιές Καλαμών x2",'
        "8.40,2.90,11.30,COD,HOME\n"
    )


async def test_only_the_last_thirty_days_are_in_it(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE orders SET created_at = '2025-12-16 11:59:59Z'")
    answer = await client.get(EXPORT, headers=world.bearer("producer"))
    assert answer.text == HEAD
    await change(owner, "agora", "UPDATE orders SET created_at = '2025-12-16 12:00Z'")
    answer = await client.get(EXPORT, headers=world.bearer("producer"))
    assert answer.text.count("\n") == 2


async def test_a_long_list_comes_whole_and_in_order_portion_by_portion(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "EXPORTED_AT_ONCE", 4)
    await fill(owner, 11)
    # All but the first were placed in the same second: the number then tells which comes first.
    await change(owner, "agora", "UPDATE orders SET created_at = '2026-01-10Z' WHERE id > 1000")
    text = (await client.get(EXPORT, headers=world.bearer("producer"))).text
    ids = [int(row["order_id"]) for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))]
    assert ids == [1, *range(1011, 1000, -1)]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+30 210", "'+30 210"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ('Anna "the" cook, chef', 'Anna "the" cook, chef'),
        ("two\nlines", "two\nlines"),
        ("a\\b", "a\\b"),
    ],
)
async def test_no_spreadsheet_takes_what_a_buyer_typed_for_a_formula(
    client: httpx.AsyncClient, world: World, owner: Connection, typed: str, written: str
) -> None:
    await change(owner, "agora", f"UPDATE accounts SET name = '{typed}' WHERE id = 2")
    text = (await client.get(EXPORT, headers=world.bearer("producer"))).text
    [row] = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    assert row["customer_name"] == written


async def test_a_guest_s_order_names_nobody(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE orders SET account_id = NULL")
    text = (await client.get(EXPORT, headers=world.bearer("producer"))).text
    assert '1,"2026-01-14 12:00",pending,,,"Ελιές Καλαμών x2",' in text


@pytest.mark.parametrize("person", ["consumer", "business", "admin", "newcomer"])
async def test_without_a_profile_there_is_nothing_to_export(
    client: httpx.AsyncClient, world: World, person: str
) -> None:
    answer = await client.get(EXPORT, headers=world.bearer(person))
    body = answer.json()
    assert answer.status_code == 403
    assert body["message"] == "User is not associated with a producer"
    assert "success" not in body
    assert (await client.get(EXPORT)).status_code == 401
