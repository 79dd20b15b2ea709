"""Cart and checkout in a browser that runs no scripts, and what becomes of its cart afterwards."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from e2e.shopper import amount
from e2e.test_pages_look import EVERY_RULE

if TYPE_CHECKING:
    from playwright.async_api import Locator, Route

    from e2e.conftest import Visit
    from e2e.market import Market
    from e2e.shopper import Shopper

PASTA = "skioufihta-makaronia-500g"
BASIL = "vasilikos-poltos-20g"
FIGS = "syka-apoxiramena-400g"
LENTILS = "fakes-psiles-500g"
BUYER = {
    "checkout_name": "Δανάη Βλαστού",
    "checkout_email": "danai@example.com",
    "checkout_phone": "6971234567",
    "checkout_address": "Ερμού 12",
    "checkout_city": "Αθήνα",
}


async def put(shopper: Shopper, slug: str, quantity: int = 1) -> None:
    """Into the cart from the product's page, by its form."""
    await shopper.go(f"/products/{slug}")
    await shopper.at("qty-value").fill(str(quantity))
    await shopper.click("add-to-cart-button")
    await expect(shopper.page).to_have_url(re.compile("/cart"))


def seen(shopper: Shopper, test_id: str) -> Locator:
    """What can be seen of it: what only a script could fill is there too, but hidden."""
    return shopper.at(test_id).filter(visible=True)


async def test_a_guest_buys_from_two_producers_by_forms_and_sees_the_order_by_its_token(
    visit: Visit, market: Market
) -> None:
    pasta, basil = await market.product(PASTA), await market.product(BASIL)
    assert pasta["producer"]["id"] != basil["producer"]["id"]
    guest = await visit(java_script_enabled=False)

    await put(guest, PASTA, 2)
    await expect(guest.at("toast-success")).to_be_visible()
    await guest.go(f"/products?search={basil['name']}")
    await guest.at("product-card-add").first.click()
    await expect(guest.at("cart-group")).to_have_count(2)
    await expect(guest.at("cart-item-count")).to_have_text("3")
    (cookie,) = [one for one in await guest.page.context.cookies() if one["name"] == "stoa_cart"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert cookie["expires"] > 0

    line = guest.at("cart-line").filter(has_text=basil["name"])
    await guest.at("qty-plus", line).click()
    line = guest.at("cart-line").filter(has_text=basil["name"])
    await expect(guest.at("qty", line)).to_have_value("2")
    await guest.at("remove-item", line).click()
    await expect(guest.at("cart-group")).to_have_count(1)
    await guest.click("undo-remove")
    await expect(guest.at("cart-group")).to_have_count(2)
    await seen(guest, "go-checkout").click()

    await guest.fill(**BUYER, checkout_postal="8400")
    await guest.click("checkout-review")
    await expect(guest.at("checkout-error").get_by_role("link")).to_have_attribute(
        "href", "#postal_code"
    )
    await expect(guest.at("checkout-postal")).to_have_attribute("aria-invalid", "true")
    await expect(guest.at("checkout-name")).to_have_value("Δανάη Βλαστού")
    await expect(guest.at("checkout-submit")).to_be_hidden()
    await guest.fill(checkout_postal="84001")
    await guest.click("checkout-review")
    await expect(guest.at("shipping-breakdown").get_by_role("listitem")).to_have_count(2)
    shipping = amount(await guest.at("shipping-cost").inner_text())
    goods = 2 * Decimal(pasta["price"]) + 2 * Decimal(basil["price"])
    total = amount(await guest.at("checkout-total").inner_text())
    assert total == goods + shipping

    before = await market.order_count()
    await guest.click("checkout-submit")
    await expect(guest.page.locator("#terms-error")).not_to_be_empty()
    assert await market.order_count() == before
    await guest.at("checkout-terms").check()
    await guest.fill(checkout_notes="Στον γείτονα")
    await guest.at("checkout-submit").dblclick()

    purchase = await market.purchase(await guest.thanked())
    assert await market.order_count() == before + 2
    assert Decimal(purchase["total"]) == total
    assert Decimal(purchase["shipping_total"]) == shipping
    bought = {
        line["product_id"]: line["quantity"]
        for order in purchase["orders"]
        for line in order["items"]
    }
    assert bought == {pasta["id"]: 2, basil["id"]: 2}
    assert {order["notes"] for order in purchase["orders"]} == {"Στον γείτονα"}
    assert await market.terms_of(purchase["orders"][0]["public_token"]) == "1"
    await expect(guest.at("order-card")).to_have_count(2)
    await guest.go("/cart")
    await expect(seen(guest, "empty-cart")).to_be_visible()


async def test_prices_that_change_before_the_button_are_asked_about(
    visit: Visit, market: Market
) -> None:
    figs = await market.product(FIGS)
    guest = await visit(java_script_enabled=False)
    await put(guest, FIGS)
    await guest.go("/checkout")
    await guest.fill(**BUYER, checkout_postal="10564")
    await guest.click("checkout-review")
    await guest.at("checkout-terms").check()
    shipping = amount(await guest.at("shipping-cost").inner_text())
    before = await market.order_count()

    dearer = int(Decimal(figs["price"]) * 100) + 40
    await market.change_product(FIGS, f"price = {dearer}, discount_price = NULL")
    await guest.click("checkout-submit")
    await expect(guest.at("checkout-error")).to_be_visible()
    await expect(seen(guest, "cart-changes")).to_contain_text(figs["name"])
    assert await market.order_count() == before

    async with market.dearer_shipping(150):
        await guest.click("checkout-submit")
        await expect(guest.at("shipping-changed")).to_be_visible()
        old, new = [
            amount(text)
            for text in await guest.at("shipping-changed").locator("dd").all_inner_texts()
        ]
        assert (old, new) == (shipping, shipping + Decimal("1.50"))
        await expect(guest.at("checkout-city")).to_have_value("Αθήνα")
        assert await market.order_count() == before
        total = amount(await guest.at("checkout-total").inner_text())
        await guest.click("checkout-submit")
        order = await market.purchase(await guest.thanked())
    assert Decimal(order["subtotal"]) * 100 == dearer
    assert Decimal(order["total"]) == total


async def test_what_somebody_else_bought_is_told_and_what_is_left_can_be_had(
    visit: Visit, market: Market
) -> None:
    await market.leave(LENTILS, 5)
    lentils = await market.product(LENTILS)
    guest = await visit(java_script_enabled=False)
    await put(guest, LENTILS, 3)
    await guest.go("/checkout")
    await guest.fill(**BUYER, checkout_postal="10564")
    await guest.click("checkout-review")
    await guest.at("checkout-terms").check()
    rival = await market.buy(lentils["id"], 3)
    assert rival.status_code == 201, rival.text

    await guest.click("checkout-submit")
    await expect(guest.at("checkout-error")).to_contain_text(lentils["name"])
    await guest.click("checkout-submit")
    order = await market.purchase(await guest.thanked())
    assert [line["quantity"] for line in order["items"]] == [2]


async def test_a_consumer_chooses_the_second_of_two_kept_addresses(
    visit: Visit, market: Market
) -> None:
    token = await market.token("consumer@example.com")
    kept = [
        ("Πρώτη Διεύθυνση", "Ερμού 1", "10563", True),
        ("Δεύτερη Διεύθυνση", "Τσιμισκή 2", "54624", False),
    ]
    for name, line1, code, usual in kept:
        address: dict[str, Any] = {"type": "shipping", "name": name, "line1": line1, "city": "Πόλη"}
        address |= {"postal_code": code, "country": "GR", "is_default": usual}
        answer = await market.ask("POST", "/api/stoa/v1/addresses", token=token, body=address)
        assert answer.status_code == 201, answer.text
    consumer = await visit(java_script_enabled=False)
    await put(consumer, BASIL)
    await consumer.sign_in("consumer@example.com")
    await consumer.go("/cart")
    await expect(consumer.at("cart-line")).to_have_count(1)
    assert "stoa_cart" not in await consumer.cookies()

    await consumer.go("/checkout")
    first = consumer.page.get_by_role("radio", name="Πρώτη Διεύθυνση")
    await expect(first).to_be_checked()
    await expect(consumer.at("checkout-address")).to_be_hidden()
    await first.focus()
    await consumer.page.keyboard.press("ArrowDown")
    await expect(consumer.page.get_by_role("radio", name="Δεύτερη Διεύθυνση")).to_be_checked()
    await consumer.fill(checkout_phone="6971234567")
    await consumer.at("checkout-terms").check()
    await consumer.click("checkout-submit")
    # The total on the page was worked out for the first address: nothing is ordered before it is
    # seen for the second.
    await expect(consumer.at("checkout-error")).to_be_visible()
    await consumer.click("checkout-submit")
    order = await market.purchase(await consumer.thanked())
    sent = await market.address_of(order["public_token"])
    assert {name: sent[name] for name in ("name", "line1", "postal_code", "phone")} == {
        "name": "Δεύτερη Διεύθυνση",
        "line1": "Τσιμισκή 2",
        "postal_code": "54624",
        "phone": "6971234567",
    }
    assert sent["email"] == "consumer@example.com"


async def test_a_cart_filled_by_forms_is_taken_over_once_by_the_first_page_with_scripts(
    visit: Visit, market: Market
) -> None:
    pasta = await market.product(PASTA)
    plain = await visit(java_script_enabled=False)
    await put(plain, PASTA, 2)
    kept = await plain.page.context.storage_state()

    scripted = await visit(storage_state=kept)
    await scripted.put_into_cart(BASIL)
    for path in ("/", "/cart", "/cart"):
        await scripted.go(path)
        await expect(scripted.at("cart-item-count")).to_have_text("3")
    line = scripted.at("cart-line").filter(has_text=pasta["name"])
    await expect(scripted.at("qty", line)).to_have_value("2")

    await scripted.sign_in("consumer@example.com")
    await scripted.go("/cart")
    await expect(scripted.at("cart-line").filter(has_text=pasta["name"])).to_have_count(1)
    merged, *again = scripted.calls("POST", "/cart/sync")
    key = "x-idempotency-key"
    assert [one.headers[key] for one in again] == [merged.headers[key]] * len(again)
    wanted = {item["product_id"]: item["quantity"] for item in merged.body["items"]}
    assert wanted[pasta["id"]] == 2
    line = scripted.at("cart-line").filter(has_text=pasta["name"])
    await expect(scripted.at("qty", line)).to_have_value("2")
    await scripted.fetch("DELETE", "/api/v1/cart/clear")


async def test_no_barrier_stands_on_cart_and_checkout_without_scripts(visit: Visit) -> None:
    """axe-core is a script itself: it looks at what the page without scripts consists of."""
    guest = await visit(java_script_enabled=False, viewport={"width": 390, "height": 844})
    await put(guest, PASTA)
    await put(guest, BASIL)
    looking = await visit(viewport={"width": 390, "height": 844})
    for path, button in (("/cart?done=added", ""), ("/checkout", "checkout-review")):
        await guest.go(path)
        if button:
            await guest.click(button)
            await expect(guest.at("checkout-error")).to_be_visible()
        source = await guest.page.content()
        plain = re.sub(r"<script.*?</script>|</?noscript>", "", source, flags=re.DOTALL)
        await looking.page.route("**/plain", partial(_answer, plain))
        await looking.go("/plain")
        found = (await Axe().run(looking.page, options=EVERY_RULE)).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        wide = await looking.page.evaluate("document.documentElement.scrollWidth")
        assert wide == 390, path
        await looking.page.unroute("**/plain")


async def _answer(page: str, route: Route) -> None:
    await route.fulfill(body=page, content_type="text/html")
