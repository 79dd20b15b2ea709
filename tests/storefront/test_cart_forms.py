"""The cart by forms: a signed cookie for guests, the account's cart after signing in, once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.storefront.browser import Html, visitor
from tests.support.inspect import change, count, snapshot
from tests.support.world import HONEY, HOSTS, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.storefront.browser import Browser
    from tests.support.world import World

COOKIE = "stoa_cart"
TAKEN = "stoa_cart_taken"


def guest_of(client: httpx.AsyncClient, world: World, shop: str = "agora") -> Browser:
    client.cookies.clear()
    return visitor(client, world, None, shop)


async def put(guest: Browser, product_id: object, quantity: object = 1) -> httpx.Response:
    return await guest.post(
        "/cart/items", form_at="/products", product_id=product_id, quantity=quantity
    )


def lines_of(cart: Html) -> list[str]:
    """What the lines hold; the template that scripts fill has no value."""
    return [found["value"] for found in cart.with_test_id("qty") if "value" in found]


async def test_a_guest_s_cart_is_numbers_in_a_signed_cookie_of_a_week(
    client: httpx.AsyncClient, world: World
) -> None:
    guest = guest_of(client, world)
    answer = await put(guest, OLIVES, 2)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cart?done=added")
    (header,) = [
        each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{COOKIE}=")
    ]
    attributes = {each.strip().lower() for each in header.split(";")[1:]}
    assert {"httponly", "samesite=lax", "max-age=604800", "path=/"} <= attributes
    value = client.cookies[COOKIE]
    assert re.fullmatch(rf"[0-9a-f]{{32}}\.1\.{OLIVES}-2-\d+\.[\w-]{{43}}", value)
    assert lines_of(await guest.read("/cart")) == ["2"]


async def test_a_cart_outlives_the_session_and_its_delivery_is_priced_at_once(
    client: httpx.AsyncClient, world: World
) -> None:
    guest = guest_of(client, world)
    await put(guest, OLIVES, 2)
    kept = client.cookies[COOKIE]
    client.cookies.clear()
    client.cookies.set(COOKIE, kept)
    cart = await guest.read("/cart")
    assert lines_of(cart) == ["2"]
    assert cart.with_test_id("delivery-estimate")


@pytest.mark.parametrize("wrong", ["quantity", "signature", "shop", "nonsense"])
async def test_a_cart_that_the_shop_did_not_sign_is_empty(
    client: httpx.AsyncClient, world: World, wrong: str
) -> None:
    guest = guest_of(client, world)
    await put(guest, OLIVES, 2)
    signed = client.cookies[COOKIE]
    shop = "hedgerow" if wrong == "shop" else "agora"
    forged = {
        "quantity": signed.replace(f"{OLIVES}-2-", f"{OLIVES}-9-"),
        "signature": signed[:-1] + ("A" if signed[-1] != "A" else "B"),
        "nonsense": "12.é.%00..",
    }.get(wrong, signed)
    other = guest_of(client, world, shop)
    client.cookies.set(COOKIE, forged.encode("ascii", "ignore").decode(), domain=HOSTS[shop])
    assert lines_of(await other.read("/cart")) == []


async def test_scripts_are_told_what_the_cookie_holds_and_what_they_took_counts_no_more(
    client: httpx.AsyncClient, world: World
) -> None:
    guest = guest_of(client, world)
    await put(guest, OLIVES, 2)
    body = next(found for tag, found in (await guest.read("/")).elements if tag == "body")
    kept: dict[str, Any] = msgspec.json.decode(body["data-kept-cart"])
    assert [line[:2] for line in kept["lines"]] == [[OLIVES, 2]]
    assert kept["tag"] == f"{kept['id']}-{kept['version']}"

    client.cookies.set(TAKEN, kept["tag"], domain=HOSTS["agora"])
    taken = await guest.read("/cart")
    assert lines_of(taken) == []
    assert "data-kept-cart" not in next(found for tag, found in taken.elements if tag == "body")
    await put(guest, HONEY)
    assert lines_of(await guest.read("/cart")) == ["1"]


async def test_signing_in_brings_the_cookie_s_cart_to_the_account_once(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    guest = guest_of(client, world)
    before = {
        row["product_id"]: row["quantity"]
        for row in await snapshot(owner, "agora", "cart_items", "account_id = 2")
    }
    await put(guest, HONEY, 2)
    email = "consumer@example.com"
    cart = client.cookies[COOKIE]
    for _ in range(2):
        answer = await guest.post(
            "/auth/login", form_at="/auth/login", email=email, password="password"
        )
        assert answer.status_code == 303, answer.text
        assert COOKIE not in client.cookies
        rows = await snapshot(owner, "agora", "cart_items", "account_id = 2")
        held = {row["product_id"]: row["quantity"] for row in rows}
        assert held == {**before, HONEY: before.get(HONEY, 0) + 2}
        # Another tab, which still bears the old cookies, signs in too.
        client.cookies.clear()
        client.cookies.set(COOKIE, cart, domain=HOSTS["agora"])


async def test_what_changed_is_told_until_it_was_read(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    guest = guest_of(client, world)
    await put(guest, OLIVES, 2)
    await change(
        owner,
        "agora",
        f"UPDATE products SET price = 777, discount_price = NULL WHERE id = {OLIVES}",
    )
    await change(
        owner, "agora", f"UPDATE stock_levels SET on_hand = held + 1 WHERE variant_id = {OLIVES}"
    )
    for _ in range(2):
        cart = await guest.read("/cart")
        assert cart.with_test_id("cart-changes")[0].get("hidden") is None
        assert "7,77" in cart.text or "7.77" in cart.text
        assert lines_of(cart) == ["1"]
    told = [found["value"] for _, found in cart.elements if found.get("name") == "told[]"]
    assert told == [f"{OLIVES}-777"]
    read = await guest.post("/cart/changes", form_at="/cart", **{"told[]": told[0]})
    assert read.status_code == 303
    after = await guest.read("/cart")
    assert [found.get("hidden") for found in after.with_test_id("cart-changes")] == [""]
    assert lines_of(after) == ["1"]


@pytest.mark.parametrize(
    ("product_id", "quantity", "sentence"),
    [(OLIVES, 10_000, "Only"), (999_999, 1, "no longer on sale"), ("abc", 1, "no longer on sale")],
)
async def test_what_cannot_be_had_is_told_on_the_cart_and_changes_nothing(
    client: httpx.AsyncClient, world: World, product_id: object, quantity: int, sentence: str
) -> None:
    guest = guest_of(client, world)
    answer = await put(guest, product_id, quantity)
    assert answer.status_code == 409
    assert sentence in Html(answer.text).text
    assert COOKIE not in client.cookies


async def test_a_line_is_set_removed_and_put_back_and_all_of_it_emptied_after_a_question(
    client: httpx.AsyncClient, world: World
) -> None:
    guest = guest_of(client, world)
    await put(guest, OLIVES, 2)
    line = f"/cart/items/{OLIVES}"
    await guest.post(line, form_at="/cart", quantity=2, step="more")
    assert lines_of(await guest.read("/cart")) == ["3"]
    await guest.post(line, form_at="/cart", quantity=3, step="less")
    await guest.post(line, form_at="/cart", quantity=1)
    assert lines_of(await guest.read("/cart")) == ["1"]
    gone = await guest.post(f"{line}/remove", form_at="/cart", product_id=OLIVES, quantity=1)
    offered = await guest.read(gone.headers["location"])
    assert (lines_of(offered), len(offered.with_test_id("undo-remove"))) == ([], 1)
    await put(guest, OLIVES)
    await guest.read("/cart/empty")
    assert lines_of(await guest.read("/cart")) == ["1"]
    await guest.post("/cart/empty", form_at="/cart/empty")
    assert lines_of(await guest.read("/cart")) == []
    unknown = await guest.post(line, form_at="/cart", quantity=1)
    assert unknown.status_code == 409


async def test_a_form_without_its_token_puts_nothing_into_a_cart(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    guest = guest_of(client, world)
    await guest.read("/products")
    answer = await client.post("/cart/items", data={"product_id": OLIVES}, headers=guest.headers)
    assert answer.status_code == 419
    assert COOKIE not in client.cookies
    assert await count(owner, "agora", "orders") == 2
