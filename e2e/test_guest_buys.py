"""A guest buys from two producers: at a desk, on a phone, and with nothing but a keyboard."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from playwright.async_api import expect

from e2e.market import HONEY, OLIVES
from e2e.shopper import Shopper, amount

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}


async def test_a_guest_buys_from_two_producers_and_finds_both_orders_by_the_token(
    visit: Visit, market: Market
) -> None:
    honey, olives = await market.product(HONEY), await market.product(OLIVES)
    guest = await visit()

    await guest.go("/")
    await guest.at("header-search-desktop").get_by_test_id("search-input").fill("θυμαρισιο μελι")
    await guest.page.keyboard.press("Enter")
    found = guest.at("product-card").filter(has_text=honey["name"])
    await found.get_by_role("link", name=honey["name"]).click()
    await expect(guest.at("product-title")).to_have_text(honey["name"])
    await guest.at("qty-selector").get_by_test_id("qty-plus").click()
    await guest.click("add-to-cart-button")
    await expect(guest.at("cart-item-count")).to_have_text("2")

    await guest.go("/products")
    await guest.click("chip-olive-oil-olives")
    await expect(guest.page).to_have_url(re.compile("category=olive-oil-olives"))
    card = guest.at("product-card").filter(has_text=olives["name"])
    await expect(guest.at("product-card").filter(has_text=honey["name"])).to_have_count(0)
    await guest.at("product-card-add", card).click()
    await expect(guest.at("cart-item-count")).to_have_text("3")
    assert guest.calls("POST", "/cart/items") == []  # a guest's cart never leaves the browser

    await guest.click("header-cart")
    await expect(guest.at("cart-group")).to_have_count(2)
    await expect(guest.at("multi-producer-notice")).to_be_visible()
    line = guest.at("cart-line").filter(has_text=olives["name"])
    await guest.at("qty-plus", line).click()
    await expect(guest.at("cart-item-count")).to_have_text("4")
    await guest.click("go-checkout")

    await guest.fill_checkout()
    quote = await guest.fill_postal_code("84001")
    assert len(quote["producers"]) == 2
    goods = 2 * Decimal(honey["price"]) + 2 * Decimal(olives["price"])
    total = goods + Decimal(str(quote["total_shipping"])) + Decimal(str(quote["cod_fee"]))
    await expect(guest.at("total-line")).to_be_visible()
    assert amount(await guest.at("checkout-total").inner_text()) == total
    await guest.place_order()

    purchase = await market.purchase(await guest.thanked())
    _sent_once(guest, honey["id"], olives["id"], quote["total_shipping"])
    await expect(guest.at("order-card")).to_have_count(2)
    assert Decimal(purchase["total"]) == total
    assert amount(await guest.at("order-total").inner_text()) == total
    await expect(guest.at("cart-item-count")).to_be_hidden()
    assert (await market.product(HONEY))["stock"] == honey["stock"] - 2
    assert (await market.product(OLIVES))["stock"] == olives["stock"] - 2

    other_browser = await visit()
    await other_browser.go(guest.page.url)
    await expect(other_browser.at("order-card")).to_have_count(2)
    numbers = await other_browser.at("order-id").all_inner_texts()
    assert numbers == await guest.at("order-id").all_inner_texts()


def _sent_once(guest: Shopper, honey: int, olives: int, shipping: float) -> None:
    """Exactly one order went to the contract: what was in the cart, at the price that was shown."""
    (placed,) = guest.calls("POST", "/public/orders")
    assert placed.body["items"] == [
        {"product_id": honey, "quantity": 2},
        {"product_id": olives, "quantity": 2},
    ]
    assert placed.body["payment_method"] == "COD"
    assert placed.body["shipping_method"] == "HOME"
    assert placed.body["quoted_shipping"] == shipping
    assert placed.body["shipping_address"]["postal_code"] == "84001"
    assert placed.headers["x-idempotency-key"]
    assert "user_id" not in placed.body


async def test_on_a_phone_a_guest_reaches_the_thank_you_page(visit: Visit, market: Market) -> None:
    jam, bread = "marmelada-rodakino-380g", "krithino-paximadi-600g"
    guest = await visit(**PHONE)

    await guest.go("/")
    await guest.click("mobile-menu-button")
    await guest.click("mobile-nav-products")
    await expect(guest.page).to_have_url(re.compile("/products$"))
    for slug in (jam, bread):
        product = await market.product(slug)
        await guest.go(f"/products?search={product['name']}")
        await guest.at("product-card").get_by_role("link", name=product["name"]).tap()
        await guest.at("add-to-cart-button").tap()
        await expect(guest.at("toast-success")).to_be_visible()
    await guest.at("header-cart").tap()
    await expect(guest.at("cart-group")).to_have_count(2)
    await guest.at("go-checkout").tap()
    await guest.fill_checkout()
    await guest.place_order()
    await guest.thanked()

    await expect(guest.at("order-card")).to_have_count(2)
    (placed,) = guest.calls("POST", "/public/orders")
    bought = {item["product_id"] for item in placed.body["items"]}
    assert bought == {(await market.product(slug))["id"] for slug in (jam, bread)}


async def test_a_guest_buys_with_the_keyboard_alone(visit: Visit, market: Market) -> None:
    guest = await visit()
    keyboard = guest.page.keyboard

    await guest.go("/products/rigani-klonari-60g")
    await keyboard.press("Tab")
    await expect(guest.page.locator(":focus")).to_have_attribute("href", "#content")
    await guest.tab_to(guest.at("add-to-cart-button"))
    await keyboard.press("Enter")
    await expect(guest.at("cart-item-count")).to_have_text("1")
    await guest.go("/cart")
    await guest.tab_to(guest.at("go-checkout"))
    await keyboard.press("Enter")
    await expect(guest.page).to_have_url(re.compile("/checkout$"))

    for field, text in (
        ("checkout-name", "Δανάη Βλαστού"),
        ("checkout-email", "danai@example.com"),
        ("checkout-phone", "6971234567"),
        ("checkout-address", "Ερμού 12"),
        ("checkout-postal", "10564"),
        ("checkout-city", "Αθήνα"),
    ):
        await guest.tab_to(guest.at(field))
        await keyboard.press("Control+A")
        await keyboard.type(text)
    await expect(guest.at("shipping-breakdown").get_by_role("listitem")).to_have_count(1)
    await guest.tab_to(guest.at("checkout-terms"))
    await keyboard.press("Space")
    await guest.tab_to(guest.at("checkout-submit"))
    await keyboard.press("Enter")

    await guest.thanked()
    (placed,) = guest.calls("POST", "/public/orders")
    assert placed.body["shipping_address"]["city"] == "Αθήνα"


async def test_a_checkout_that_lacks_something_says_so_and_sends_nothing(visit: Visit) -> None:
    guest = await visit()
    await guest.put_into_cart("faskomilo-40g")
    await guest.go("/checkout")
    await expect(guest.at("checkout-form")).to_be_visible()
    await guest.click("checkout-submit")

    await expect(guest.at("checkout-error")).to_be_visible()
    await expect(guest.at("checkout-email")).to_have_attribute("aria-invalid", "true")
    assert guest.calls("POST", "/public/orders") == []
