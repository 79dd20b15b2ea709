"""What happens to a checkout when the shop moves on between the quote and the button."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from playwright.async_api import expect

from e2e.shopper import amount

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market

FLOUR = "diktamo-kritis-20g"
COMB = "kirithra-300g"
DEARER = 150


async def test_dearer_shipping_is_asked_about_before_anything_is_ordered(
    visit: Visit, market: Market
) -> None:
    guest = await visit()
    await guest.put_into_cart(FLOUR)
    await guest.go("/checkout")
    await guest.fill_checkout()
    quoted = (await guest.fill_postal_code("10563"))["total_shipping"]
    before = await market.order_count()

    async with market.dearer_shipping(DEARER):
        answer = await guest.place_order(status=409)
        body = await answer.json()
        assert body["code"] == "SHIPPING_CHANGED"
        assert Decimal(str(body["locked_total"])) == Decimal(str(quoted)) + Decimal("1.50")
        dialog = guest.at("shipping-changed-modal")
        await expect(dialog).to_be_visible()
        await guest.click("shipping-cancel-btn")
        await expect(dialog).to_be_hidden()
        assert await market.order_count() == before

        # The page has asked again, so the new price is shown and the next press is accepted.
        new = Decimal(str(quoted)) + Decimal("1.50")
        await expect(guest.at("shipping-cost")).not_to_have_text("–")
        assert amount(await guest.at("shipping-cost").inner_text()) == new
        await guest.place_order()
        order = await market.purchase(await guest.thanked())
    assert Decimal(order["shipping_amount"]) == new
    first, second = guest.calls("POST", "/public/orders")
    assert Decimal(str(first.body["quoted_shipping"])) == Decimal(str(quoted))
    assert Decimal(str(second.body["quoted_shipping"])) == new
    assert first.headers["x-idempotency-key"] != second.headers["x-idempotency-key"]


async def test_a_buyer_who_accepts_the_dearer_shipping_has_ordered_once(
    visit: Visit, market: Market
) -> None:
    guest = await visit()
    await guest.put_into_cart(FLOUR)
    await guest.go("/checkout")
    await guest.fill_checkout()
    await guest.fill_postal_code("10562")
    before = await market.order_count()

    async with market.dearer_shipping(DEARER):
        await guest.place_order(status=409)
        await guest.click("shipping-accept-btn")
        await guest.thanked()
    assert await market.order_count() == before + 1
    assert len(guest.calls("POST", "/public/orders")) == 2


async def test_what_somebody_else_bought_meanwhile_is_told_by_name_and_nothing_is_ordered(
    visit: Visit, market: Market
) -> None:
    comb = await market.product(COMB)
    guest = await visit()
    await guest.put_into_cart(COMB, 2)
    await guest.go("/checkout")
    await guest.fill_checkout()
    rival = await market.buy(comb["id"], comb["stock"] - 1)
    assert rival.status_code == 201, rival.text
    before = await market.order_count()

    answer = await guest.place_order(status=409)
    assert "Insufficient stock" in (await answer.json())["message"]
    told = guest.at("checkout-error")
    await expect(told).to_be_visible()
    await expect(told).to_contain_text(comb["name"])
    await expect(told.get_by_role("link")).to_have_attribute("href", "/cart")
    assert await market.order_count() == before
    assert (await market.product(COMB))["stock"] == 1

    # The cart is still there and corrects itself to what is left.
    await told.get_by_role("link").click()
    await expect(guest.at("qty")).to_have_value("1")
