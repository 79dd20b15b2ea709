"""The bell in the header: how much waits to be read, on every page of whoever is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.storefront.browser import visitor
from tests.support.inspect import change
from tests.support.world import PRODUCER, SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World


async def tell(owner: Connection, clock_moment: str, number: int) -> None:
    """So many more that the producer has not read."""
    await change(
        owner,
        "agora",
        "INSERT INTO notifications (tenant_id, id, account_id, type, payload, created_at, "
        f"updated_at) SELECT '{SHOPS['agora']}', n, {PRODUCER}, 'low_stock', "
        f"""'{{"stock": 3}}', '{clock_moment}', '{clock_moment}' """
        f"FROM generate_series(10, {9 + number}) AS n",
    )


@pytest.mark.parametrize(("more", "badge"), [(0, "1"), (4, "5"), (98, "99"), (99, "99+")])
async def test_the_bell_tells_how_many_are_new(
    client: httpx.AsyncClient, world: World, owner: Connection, more: int, badge: str
) -> None:
    await tell(owner, "2026-01-15T11:00:00Z", more)
    for path in ("/", "/producer/products", "/account/notifications"):
        page = await visitor(client, world, "producer", "agora").read(path)
        [bell] = page.with_test_id("notification-bell")
        assert bell["href"] == "/account/notifications"
        assert bell["aria-label"] == f"Notifications: {more + 1} new"
        assert len(page.with_test_id("notification-badge")) == 1
        assert f" {badge} " in page.text


async def test_what_was_read_is_not_counted(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    browser = visitor(client, world, "producer", "agora")
    answer = await browser.post("/account/notifications/read-all", form_at="/account/notifications")
    assert answer.status_code == 303
    page = await browser.read("/")
    [bell] = page.with_test_id("notification-bell")
    assert bell["aria-label"] == "Notifications"
    assert page.with_test_id("notification-badge") == []


async def test_guests_have_no_bell_and_nobody_hears_of_other_shops(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await tell(owner, "2026-01-15T11:00:00Z", 3)
    page = await visitor(client, world, None, "agora").read("/")
    assert page.with_test_id("notification-bell") == []
    page = await visitor(client, world, "producer", "hedgerow").read("/")
    assert page.with_test_id("notification-bell")[0]["aria-label"] == "Notifications: 1 new"


async def test_times_on_the_page_are_the_shop_s(client: httpx.AsyncClient, world: World) -> None:
    page = await visitor(client, world, "producer", "agora").read("/account/notifications")
    # 12:00 UTC in Athens.
    assert "15 Jan 2026, 14:00" in page.text
