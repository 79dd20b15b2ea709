"""After the order: where it is, for whoever holds its token, and buying the same again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.async_api import expect

from e2e.test_cart import register

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market

TEA = "faskomilo-40g"
OIL = "elaiolado-koroneiki-ladi-750ml"
JAM = "marmelada-rodakino-380g"
BREAD = "krithino-paximadi-600g"


async def test_a_guest_follows_an_order_from_the_thank_you_page_to_the_carrier(
    visit: Visit, market: Market
) -> None:
    guest = await visit()
    await guest.put_into_cart(TEA)
    await guest.go("/checkout")
    await guest.fill_checkout()
    await guest.place_order()
    token = await guest.thanked()
    link = guest.page.url

    await guest.click("tracking-link")
    await expect(guest.page).to_have_url(re.compile(f"/track/{token}$"))
    steps = guest.at("timeline-step")
    await expect(steps.first).to_have_attribute("data-state", "now")
    await expect(guest.at("shipment")).to_have_count(0)

    await market.move_order(token, "shipped", "Με προσοχή, γυαλί")
    await market.send_order(token, "ELTA7700000001")
    stranger = await visit()
    await stranger.go("/track")
    await stranger.fill(track_token=f"  {link} ")
    await stranger.click("track-submit")
    await expect(stranger.page).to_have_url(re.compile(f"/track/{token}$"))
    now = stranger.page.locator("[data-testid=timeline-step][data-state=now]")
    await expect(now).to_contain_text("Με προσοχή, γυαλί")
    await expect(now).to_have_attribute("aria-current", "step")
    await expect(stranger.at("carrier-link")).to_have_text("ELTA7700000001")
    assert "danai@example.com" not in await stranger.page.content()


async def test_the_token_of_a_purchase_shows_the_way_of_each_of_its_orders(
    visit: Visit, market: Market
) -> None:
    guest = await visit()
    await guest.put_into_cart(JAM)
    await guest.put_into_cart(BREAD)
    await guest.go("/checkout")
    await guest.fill_checkout()
    await guest.place_order()
    token = await guest.thanked()
    await guest.go(f"/track/{token}")
    await expect(guest.at("tracked-order")).to_have_count(2)


async def test_a_code_that_is_none_is_told_so_with_what_to_do(visit: Visit) -> None:
    guest = await visit(java_script_enabled=False)
    await guest.go("/track")
    await guest.fill(track_token="ORD-000001")
    await guest.click("track-submit")
    await expect(guest.at("track-token")).to_have_attribute("aria-invalid", "true")
    answer = await guest.go("/track/00000000-0000-4000-8000-00000000ffff")
    assert answer.status == 404
    await expect(guest.at("track-token")).to_have_attribute("aria-invalid", "true")


async def test_an_earlier_order_is_bought_again_as_far_as_it_can_be_had(
    visit: Visit, market: Market
) -> None:
    oil, bread = await market.product(OIL), await market.product(BREAD)
    customer = await visit()
    await register(customer)
    await customer.put_into_cart(OIL, 2)
    await customer.go("/checkout")
    await customer.fill_checkout()
    await customer.place_order()
    await customer.thanked()
    await customer.put_into_cart(BREAD)

    await market.leave(OIL, 1)
    await customer.go("/account/orders")
    await customer.at("order-card").get_by_role("link").first.click()
    await expect(customer.at("order-timeline-section")).to_be_visible()
    await customer.click("reorder-button")
    result = customer.at("reorder-result")
    await expect(result.locator("[data-outcome=partly]")).to_contain_text(oil["name"])

    # The form that was sent once more puts nothing more into the cart.
    await customer.page.reload()
    await expect(result.locator("[data-outcome=partly]")).to_have_count(1)
    await customer.click("reorder-cart")
    await expect(customer.at("cart-line")).to_have_count(2)
    line = customer.at("cart-line").filter(has_text=oil["name"])
    await expect(customer.at("qty", line)).to_have_value("1")
    await expect(customer.at("cart-line").filter(has_text=bread["name"])).to_have_count(1)
