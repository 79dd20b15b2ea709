"""A shopper of one shop sees nothing of the other, with both shops open in one browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from e2e.market import AGORA_BY_NAME, HEDGEROW
from e2e.shopper import amount

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market

CHEESE = "kaseri-trikalon-350g"
GIN = "sloe-gin-500ml"
SESSION = "stoa_session"


async def test_each_shop_shows_its_own_products_language_and_money(
    visit: Visit, market: Market
) -> None:
    shopper = await visit(AGORA_BY_NAME)
    english = market.address(HEDGEROW)

    await shopper.go("/products")
    greek_names = set(await shopper.at("product-card-title").all_inner_texts())
    await expect(shopper.page.locator("html")).to_have_attribute("lang", "el")
    await expect(shopper.at("product-card-price").first).to_contain_text("€")

    await shopper.go(f"{english}/products")
    english_names = set(await shopper.at("product-card-title").all_inner_texts())
    await expect(shopper.page.locator("html")).to_have_attribute("lang", "en")
    await expect(shopper.at("product-card-price").first).to_contain_text("£")
    assert greek_names
    assert english_names
    assert greek_names.isdisjoint(english_names)

    assert (await shopper.go(f"{english}/products/{CHEESE}")).status == 404
    await shopper.go(f"{english}/products?search=Κασέρι")
    # Nothing is found; what is offered instead is the shop's own.
    offered = set(await shopper.at("product-card-title").all_inner_texts())
    assert offered <= english_names


async def test_a_cart_stays_in_its_shop(visit: Visit, market: Market) -> None:
    shopper = await visit(AGORA_BY_NAME)
    await shopper.put_into_cart(CHEESE)

    await shopper.go(f"{market.address(HEDGEROW)}/cart")
    await expect(shopper.at("empty-cart")).to_be_visible()
    await expect(shopper.at("cart-item-count")).to_be_hidden()
    await shopper.go("/cart")
    await expect(shopper.at("cart-line")).to_have_count(1)


async def test_a_session_opens_nothing_in_the_other_shop_even_when_it_is_carried_there(
    visit: Visit, market: Market
) -> None:
    shopper = await visit(AGORA_BY_NAME)
    await shopper.sign_in("consumer@example.com")
    assert (await shopper.go("/account/orders")).url.endswith("/account/orders")
    session = (await shopper.cookies())[SESSION]
    english = market.address(HEDGEROW)

    await shopper.go(f"{english}/account/orders")
    assert shopper.page.url.startswith(f"{english}/auth/login")
    sent_there = [one for one in await shopper.page.context.cookies() if one["domain"] == HEDGEROW]
    assert session not in [one["value"] for one in sent_there]

    thief = await visit(HEDGEROW)
    await thief.page.context.add_cookies([{"name": SESSION, "value": session, "url": english}])
    answer = await thief.go("/account/orders")
    assert answer.status == 404
    await expect(thief.at("order-card")).to_have_count(0)


async def test_a_token_of_one_shop_is_unknown_in_the_other(market: Market) -> None:
    token = await market.token("consumer@example.com")
    assert (await market.ask("GET", "/api/v1/orders", token=token)).status_code == 200
    answer = await market.ask("GET", "/api/v1/orders", token=token, host=HEDGEROW)
    unknown = await market.ask("GET", "/api/v1/no-such-route", host=HEDGEROW)
    assert answer.status_code == 404
    assert answer.content == unknown.content


@pytest.mark.parametrize("form", ["page", "contract"])
async def test_an_order_token_opens_nothing_in_the_other_shop(
    visit: Visit, market: Market, form: str
) -> None:
    buyer = await visit(AGORA_BY_NAME)
    await buyer.put_into_cart(CHEESE)
    await buyer.go("/checkout")
    await buyer.fill_checkout()
    await buyer.place_order()
    token = await buyer.thanked()

    if form == "page":
        shopper = await visit(HEDGEROW)
        assert (await shopper.go(f"/thank-you?token={token}")).status == 404
        await expect(shopper.at("order-card")).to_have_count(0)
    else:
        path = f"/api/v1/public/orders/by-token/{token}"
        assert (await market.ask("GET", path, host=HEDGEROW)).status_code == 404
        assert (await market.ask("GET", path)).status_code == 200


async def test_one_may_buy_in_the_english_shop_in_pounds(visit: Visit, market: Market) -> None:
    gin = await market.product(GIN, host=HEDGEROW)
    guest = await visit(HEDGEROW)
    await guest.put_into_cart(GIN, 2)
    await guest.go("/checkout")
    await guest.fill_checkout("EH1 2NG", checkout_city="Edinburgh")
    await guest.place_order()
    order = await market.purchase(await guest.thanked(), host=HEDGEROW)

    (placed,) = guest.calls("POST", "/public/orders")
    assert placed.body["currency"] == order["currency"] == "GBP"
    assert placed.body["items"] == [{"product_id": gin["id"], "quantity": 2}]
    shown = await guest.at("order-total").inner_text()
    assert "£" in shown
    assert amount(shown.rpartition("£")[2]) == amount(order["total"])
