"""Accounts: register, buy, sign out and in, find the order; and who is told what is missing."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from e2e.market import told

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market

NUTS = "syka-apoxiramena-400g"
WINE = "malagouzia-leykos-750ml"


async def test_a_consumer_registers_buys_and_finds_the_order_after_signing_in_again(
    visit: Visit, market: Market
) -> None:
    figs = await market.product(NUTS)
    email = f"nefeli-{secrets.token_hex(4)}@example.com"
    password = "πολύ μυστικό 1"
    consumer = await visit()

    await consumer.put_into_cart(NUTS, 3)
    await consumer.go("/auth/register?redirect=/cart")
    await consumer.at("register-role-consumer").check()
    await consumer.fill(
        register_name="Νεφέλη Ράλλη",
        register_email=email,
        register_password=password,
        register_password_confirm=password,
    )
    await consumer.click("register-submit")

    # The guest's cart survives: the browser hands its lines to the account, once.
    await expect(consumer.page).to_have_url(re.compile("/cart$"))
    await expect(consumer.at("cart-line")).to_have_count(1)
    await expect(consumer.at("qty")).to_have_value("3")
    (moved,) = consumer.calls("POST", "/cart/sync")
    assert moved.body == {"items": [{"product_id": figs["id"], "quantity": 3}]}
    assert moved.headers["x-xsrf-token"]
    assert moved.headers["x-idempotency-key"].startswith("cart-")
    assert await consumer.page.evaluate("localStorage.getItem('stoa:cart:v1')") is None

    await consumer.click("go-checkout")
    await expect(consumer.at("checkout-email")).to_have_value(email)
    await consumer.fill_checkout(checkout_email=email)
    await consumer.place_order()
    token = await consumer.thanked()
    (placed,) = consumer.calls("POST", "/public/orders")
    assert placed.body["items"] == [{"product_id": figs["id"], "quantity": 3}]
    assert "authorization" not in placed.headers  # the session cookie alone signs the browser in
    order = await market.purchase(token)

    await consumer.sign_out()
    await consumer.go("/account/orders")
    await expect(consumer.page).to_have_url(re.compile("/auth/login"))
    await consumer.sign_in(email, password)
    await consumer.go("/account/orders")
    card = consumer.at("order-card")
    await expect(card).to_have_count(1)
    await expect(card).to_contain_text(order["order_number"])
    await card.get_by_role("link", name=order["order_number"]).click()
    await expect(consumer.page).to_have_url(re.compile(f"/account/orders/{order['id']}$"))
    await expect(consumer.at("order-item")).to_contain_text(figs["name"])
    await expect(consumer.at("item-quantity")).to_have_text("3")
    assert (await consumer.fetch("GET", "/api/v1/cart/items"))["body"]["cart_items"] == []


async def test_another_consumer_cannot_open_the_order(visit: Visit, market: Market) -> None:
    buyer, other = await visit(), await visit()
    await buyer.sign_in("consumer@example.com")
    await buyer.put_into_cart(WINE)
    await buyer.go("/checkout")
    await buyer.fill_checkout()
    await buyer.place_order()
    order = await market.purchase(await buyer.thanked())
    page = f"/account/orders/{order['id']}"
    assert (await buyer.go(page)).status == 200

    await other.sign_in("consumer2@example.com")
    assert (await other.go(page)).status == 404
    await expect(other.at("error-title")).to_be_visible()
    await other.go("/account/orders")
    await expect(other.page.get_by_text(order["order_number"])).to_have_count(0)


async def test_a_wrong_password_is_told_beside_the_form_and_signs_nobody_in(visit: Visit) -> None:
    visitor = await visit()
    await visitor.go("/auth/login")
    await visitor.fill(login_email="consumer@example.com", login_password="not the password")
    await visitor.click("login-submit")

    await expect(visitor.at("error-toast")).to_be_visible()
    await expect(visitor.at("login-email")).to_have_value("consumer@example.com")
    await expect(visitor.at("login-password")).to_have_value("")
    await visitor.go("/account/orders")
    await expect(visitor.page).to_have_url(re.compile("/auth/login"))


@pytest.mark.parametrize(
    "page", ["/account/orders", "/producer/products", "/producer/products/create"]
)
async def test_a_visitor_without_an_account_is_led_to_the_login_and_back(
    visit: Visit, page: str
) -> None:
    visitor = await visit()
    await visitor.go(page)
    await expect(visitor.page).to_have_url(re.compile("/auth/login"))
    await visitor.fill(login_email="producer@example.com", login_password="password")
    await visitor.click("login-submit")
    await expect(visitor.page).to_have_url(re.compile(f"{page}$"))


@pytest.mark.parametrize("short", ["login", "register"])
async def test_the_short_addresses_redirect_by_307(
    visit: Visit, market: Market, short: str
) -> None:
    answer = await market.ask("GET", f"/{short}?redirect=/cart")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/auth/{short}?redirect=/cart"

    visitor = await visit()
    await visitor.go(f"/{short}")
    await expect(visitor.page).to_have_url(re.compile(f"/auth/{short}$"))


async def test_a_consumer_is_told_that_the_desk_is_for_producers(visit: Visit) -> None:
    consumer = await visit()
    await consumer.sign_in("consumer@example.com")
    for page in ("/producer/products", "/producer/products/create", "/producer/orders"):
        assert (await consumer.go(page)).status == 403, page
        await expect(consumer.at("error-message")).to_have_text(told("forbidden.desk", "consumer"))


async def test_a_business_account_is_told_plainly_that_it_cannot_order_here(
    visit: Visit, market: Market
) -> None:
    before = await market.order_count()
    business = await visit()
    await business.sign_in("business@example.com")
    wine = await market.product(WINE)

    await business.go(f"/products/{WINE}")
    await expect(business.at("add-to-cart-button")).to_have_count(0)
    await expect(business.page.locator(".product-buy .notice")).to_be_visible()
    assert (await business.go("/checkout")).status == 403
    await expect(business.at("error-message")).to_have_text(told("forbidden.buy", "business"))

    order = {
        "items": [{"product_id": wine["id"], "quantity": 1}],
        "currency": "EUR",
        "shipping_method": "HOME",
        "payment_method": "COD",
    }
    answer = await business.fetch("POST", "/api/v1/public/orders", order)
    assert answer["status"] == 403
    assert answer["body"]["decision_id"]
    assert await market.order_count() == before
