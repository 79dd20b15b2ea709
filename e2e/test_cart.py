"""A cart survives a closed browser and signing in, and says plainly what changed meanwhile."""

from __future__ import annotations

import re
import secrets
from decimal import Decimal
from typing import TYPE_CHECKING

from playwright.async_api import expect

from e2e.shopper import amount

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market
    from e2e.shopper import Shopper

SYRUP = "petimezi-250ml"
SWEET = "glyko-koutaliou-pergamonto-400g"
CAROB = "haroupomelo-330g"
SOAP = "keria-melissokeriou-2tem"
PASSWORD = "πολύ μυστικό 1"


async def register(shopper: Shopper) -> str:
    """A new consumer, who is sent to the cart; the e-mail address."""
    email = f"iris-{secrets.token_hex(4)}@example.com"
    await shopper.go("/auth/register?redirect=/cart")
    await shopper.at("register-role-consumer").check()
    await shopper.fill(
        register_name="Ίρις Δάφνη",
        register_email=email,
        register_password=PASSWORD,
        register_password_confirm=PASSWORD,
    )
    await shopper.click("register-submit")
    await expect(shopper.page).to_have_url(re.compile("/cart$"))
    return email


async def test_a_guest_s_cart_survives_a_closed_browser_and_is_brought_to_the_account_once(
    visit: Visit, market: Market
) -> None:
    syrup, sweet = await market.product(SYRUP), await market.product(SWEET)
    customer = await visit()
    await customer.go("/auth/register")
    email = await register(customer)
    await customer.put_into_cart(SYRUP)
    await customer.sign_out()

    guest = await visit()
    await guest.put_into_cart(SYRUP, 2)
    await guest.put_into_cart(SWEET)
    kept = await guest.page.context.storage_state()

    # A browser that was closed and opened again: what it stored is all that is left of it.
    again = await visit(storage_state=kept)
    await again.go("/cart")
    await expect(again.at("cart-line")).to_have_count(2)
    await expect(again.at("cart-item-count")).to_have_text("3")

    # The request that brings the guest's cart is sent again under its key, as a second tab would.
    await again.sign_in(email, PASSWORD)
    await again.go("/cart")
    await expect(again.at("cart-item-count")).to_have_text("4")
    syrup_line = again.at("cart-line").filter(has_text=syrup["name"])
    await expect(again.at("qty", syrup_line)).to_have_value("3")
    (merged,) = again.calls("POST", "/cart/sync")
    assert merged.body["items"] == [
        {"product_id": syrup["id"], "quantity": 2},
        {"product_id": sweet["id"], "quantity": 1},
    ]

    # The same cart comes again under its key: another tab, or an answer that was lost.
    replayed = await again.page.evaluate(
        _SEND_AGAIN, [merged.body, merged.headers["x-idempotency-key"]]
    )
    assert replayed == {"status": 200, "replayed": "true", "pieces": 4}
    await again.go("/")
    await again.go("/cart")
    await expect(again.at("cart-item-count")).to_have_text("4")
    assert len(again.calls("POST", "/cart/sync")) == 2


async def test_a_guest_is_told_what_changed_until_it_was_read(visit: Visit, market: Market) -> None:
    carob = await market.product(CAROB)
    guest = await visit()
    await guest.put_into_cart(CAROB, 3)
    await _changes_are_told(guest, market, carob["price"])
    assert guest.calls("POST", "/cart/sync") == []


async def test_a_customer_is_told_what_changed_until_it_was_read(
    visit: Visit, market: Market
) -> None:
    await market.leave(CAROB, 20)
    carob = await market.product(CAROB)
    customer = await visit()
    await register(customer)
    await customer.put_into_cart(CAROB, 3)
    await _changes_are_told(customer, market, carob["price"])
    (read,) = customer.forms("/api/stoa/v1/cart/changes/acknowledge")
    assert [price["amount"] for price in read.body["prices"]] == [
        int(Decimal(carob["price"]) * 100) + 30
    ]


async def _changes_are_told(shopper: Shopper, market: Market, price: str) -> None:
    """Price up by 0.30 and two left of three: told on the cart and at the checkout, until read."""
    dearer = int(Decimal(price) * 100) + 30
    await market.change_product(CAROB, f"price = {dearer}, discount_price = NULL")
    await market.leave(CAROB, 2)
    changes = shopper.at("cart-changes")
    for page in ("/cart", "/checkout", "/cart"):
        await shopper.go(page)
        await expect(changes).to_be_visible()
        await expect(changes.get_by_role("listitem")).to_have_count(2)
    sentences = await changes.get_by_role("listitem").all_inner_texts()
    (told,) = (sentence for sentence in sentences if "€" in sentence)
    amounts = [amount(each) for each in re.findall(r"\d+,\d\d", told)]
    assert amounts == [Decimal(price), Decimal(price) + Decimal("0.30")]
    await expect(shopper.at("qty")).to_have_value("2")
    await expect(shopper.at("total")).not_to_be_empty()

    await shopper.click("cart-changes-read")
    await expect(changes).to_be_hidden()
    await shopper.go("/cart")
    await expect(shopper.at("qty")).to_have_value("2")
    await expect(changes).to_be_hidden()


async def test_what_is_no_longer_sold_is_told_by_name_and_leaves_the_cart(
    visit: Visit, market: Market
) -> None:
    soap = await market.product(SOAP)
    guest = await visit()
    await guest.put_into_cart(SOAP)
    await market.change_product(SOAP, "is_active = false")
    try:
        await guest.go("/cart")
        await expect(guest.at("cart-changes")).to_contain_text(soap["name"])
        await expect(guest.at("empty-cart")).to_be_visible()
        await guest.click("cart-changes-read")
        await expect(guest.at("cart-changes")).to_be_hidden()
    finally:
        await market.change_product(SOAP, "is_active = true")
    assert await guest.page.evaluate("localStorage.getItem('stoa:cart:v1')") is None


_SEND_AGAIN = """
async ([body, key]) => {
  const token = document.cookie.split("; ").find((one) => one.startsWith("XSRF-TOKEN="));
  const answer = await fetch("/api/v1/cart/sync", {
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      "x-idempotency-key": key,
      "x-xsrf-token": decodeURIComponent(token.slice("XSRF-TOKEN=".length)),
    },
    body: JSON.stringify(body),
  });
  const cart = await answer.json();
  const replayed = answer.headers.get("idempotent-replayed");
  return { status: answer.status, replayed, pieces: cart.total_items };
}
"""
