"""What a buyer chooses at the checkout with scripts: an address, a locker, a price."""

from __future__ import annotations

import asyncio
import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from playwright.async_api import expect

from e2e.shopper import amount

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market
    from e2e.shopper import Shopper

LIQUEUR = "liker-mastihas-500ml"
PASTELI = "pasteli-sousami-meli-5tem"
PASSWORD = "πολύ μυστικό 1"
PROFILE_SECONDS = 6
"""A changed setting of a shop is in force after five seconds."""


async def register(shopper: Shopper, *addresses: dict[str, Any]) -> None:
    """A new consumer who keeps these addresses."""
    await shopper.go("/auth/register")
    await shopper.at("register-role-consumer").check()
    await shopper.fill(
        register_name="Ίρις Δάφνη",
        register_email=f"iris-{secrets.token_hex(4)}@example.com",
        register_password=PASSWORD,
        register_password_confirm=PASSWORD,
    )
    await shopper.click("register-submit")
    await expect(shopper.at("header-user-menu")).to_contain_text("Ίρις")
    for address in addresses:
        body = {"type": "shipping", "name": "Ίρις Δάφνη", "city": "Πόλη", "country": "GR"}
        answer = await shopper.fetch("POST", "/api/stoa/v1/addresses", {**body, **address})
        assert answer["status"] == 201, answer


async def test_with_the_keyboard_a_consumer_takes_the_second_address_and_sees_its_costs(
    visit: Visit, market: Market
) -> None:
    consumer = await visit()
    await register(
        consumer,
        {"line1": "Ερμού 1", "postal_code": "10563", "is_default": True},
        {"line1": "Λιμάνι 2", "postal_code": "84001", "is_default": False},
    )
    await consumer.put_into_cart(LIQUEUR)
    await consumer.go("/checkout")
    near = consumer.page.get_by_role("radio", name="Ερμού 1")
    await expect(near).to_be_checked()
    await expect(consumer.at("shipping-zone")).to_have_text("Αττική")
    await expect(consumer.at("shipping-cost")).to_contain_text("€")
    cheap = amount(await consumer.at("shipping-cost").inner_text())

    await consumer.tab_to(near)
    await consumer.page.keyboard.press("ArrowDown")
    await expect(consumer.at("shipping-zone")).not_to_have_text("Αττική")
    await expect(consumer.at("shipping-cost")).to_contain_text("€")
    dear = amount(await consumer.at("shipping-cost").inner_text())
    assert dear > cheap
    await consumer.page.keyboard.press("ArrowDown")
    await expect(consumer.at("checkout-address")).to_be_visible()
    await expect(consumer.at("checkout-save-address")).to_be_visible()
    await consumer.page.keyboard.press("ArrowUp")
    await expect(consumer.at("checkout-address")).to_be_hidden()

    await consumer.fill(checkout_phone="6971234567")
    await consumer.at("checkout-terms").check()
    await expect(consumer.at("shipping-cost")).to_contain_text("€")
    await consumer.place_order()
    order = await market.purchase(await consumer.thanked())
    assert Decimal(order["shipping_amount"]) == dear
    (placed,) = consumer.calls("POST", "/public/orders")
    sent = placed.body["shipping_address"]
    assert (sent["line1"], sent["postal_code"], sent["phone"]) == (
        *("Λιμάνι 2", "84001"),
        "6971234567",
    )
    assert placed.body["terms_version"] == await market.terms_of(order["public_token"])


async def test_a_new_address_is_kept_for_the_next_time_when_asked_to(visit: Visit) -> None:
    consumer = await visit()
    await register(consumer)
    await consumer.put_into_cart(LIQUEUR)
    await consumer.go("/checkout")
    await consumer.fill_checkout()
    await consumer.at("checkout-save-address").check()
    await consumer.place_order()
    await consumer.thanked()
    await consumer.put_into_cart(LIQUEUR)
    await consumer.go("/checkout")
    await expect(consumer.page.get_by_role("radio", name="Ερμού 12, 10564 Αθήνα")).to_be_checked()


async def test_a_dearer_product_is_shown_before_anything_is_ordered(
    visit: Visit, market: Market
) -> None:
    pasteli = await market.product(PASTELI)
    guest = await visit()
    await guest.put_into_cart(PASTELI)
    await guest.go("/checkout")
    await guest.fill_checkout()
    before = await market.order_count()
    dearer = int(Decimal(pasteli["price"]) * 100) + 30
    await market.change_product(PASTELI, f"price = {dearer}, discount_price = NULL")

    answer = await guest.place_order(status=409)
    assert (await answer.json())["code"] == "PRICES_CHANGED"
    await expect(guest.at("checkout-error")).to_be_visible()
    await expect(guest.at("cart-changes")).to_contain_text(pasteli["name"])
    assert await market.order_count() == before
    total = amount(await guest.at("checkout-total").inner_text())
    await guest.place_order()
    order = await market.purchase(await guest.thanked())
    assert Decimal(order["subtotal"]) * 100 == dearer
    assert Decimal(order["total"]) == total


async def test_a_guest_has_the_parcel_sent_to_a_locker_for_less(
    visit: Visit, market: Market
) -> None:
    async with market.settings('{"lockers_enabled": true, "locker_discount": "1.00"}'):
        await asyncio.sleep(PROFILE_SECONDS)
        guest = await visit()
        await guest.put_into_cart(LIQUEUR)
        await guest.go("/checkout")
        await guest.fill_checkout("10673")
        home = amount(await guest.at("shipping-cost").inner_text())
        await guest.at("delivery-method-locker").click()
        await expect(guest.at("checkout-address")).to_be_hidden()
        await guest.fill(locker_postal="10673")
        await guest.page.keyboard.press("Enter")
        await guest.at("locker-option-BN_ATH_001").click()
        await expect(guest.at("shipping-breakdown").get_by_role("listitem")).to_have_count(1)
        assert amount(await guest.at("shipping-cost").inner_text()) == home - 1
        await guest.place_order()
        order = await market.purchase(await guest.thanked())
    assert Decimal(order["shipping_amount"]) == home - 1
    assert order["shipping_method"] == "LOCKER"
    assert (await market.address_of(order["public_token"]))["locker_id"] == "BN_ATH_001"
