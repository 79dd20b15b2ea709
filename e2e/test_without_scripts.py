"""What forms can do works in a browser that runs no scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.async_api import expect

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market


async def test_login_search_and_a_new_product_need_no_scripts(visit: Visit, market: Market) -> None:
    producer = await visit(java_script_enabled=False)

    await producer.go("/products")
    await producer.at("search-input").first.fill("φασκομηλο")
    await producer.page.keyboard.press("Enter")
    await expect(producer.page).to_have_url(re.compile("search="))
    await expect(producer.at("product-card")).to_have_count(1)

    await producer.sign_in("producer@example.com")
    await producer.click("quick-action-add-product")
    await producer.fill(
        title_input="Λάδι χωρίς σκριπτ", price_input="6,40", stock_input="12", unit_select="500 ml"
    )
    await producer.at("active-checkbox").check()
    await producer.click("submit-btn")
    await expect(producer.at("toast-success")).to_be_visible()
    (form,) = producer.forms("/producer/products/create")
    assert form.body["_token"]

    found = await market.ask("GET", "/api/v1/public/products?search=σκριπτ")
    (made,) = found.json()["data"]
    assert (made["name"], made["price"], made["stock"]) == ("Λάδι χωρίς σκριπτ", "6.40", 12)
    assert made["producer"]["name"] == "Ελαιώνες Αμφίγειας"


async def test_a_form_with_mistakes_comes_back_filled_with_the_mistake_beside_its_field(
    visit: Visit,
) -> None:
    producer = await visit(java_script_enabled=False)
    await producer.sign_in("producer@example.com")
    await producer.go("/producer/products/create")
    await producer.fill(title_input="Κάτι", price_input="δωρεάν", stock_input="3")
    await producer.click("submit-btn")

    await expect(producer.at("error-message")).to_be_visible()
    await expect(producer.at("title-input")).to_have_value("Κάτι")
    await expect(producer.at("price-input")).to_have_attribute("aria-invalid", "true")
    await expect(producer.page.locator("#price-error")).not_to_be_empty()


async def test_a_form_without_its_anti_forgery_token_changes_nothing(
    visit: Visit, market: Market
) -> None:
    soap = await market.product("meli-ereikis-anama-450g")
    producer = await visit()
    await producer.sign_in("producer2@example.com")
    status = await producer.page.evaluate(
        "path => fetch(path, { method: 'POST', body: new URLSearchParams({ stock: '1' }) })"
        ".then((answer) => answer.status)",
        f"/producer/products/{soap['id']}/stock",
    )
    assert status == 419
    assert (await market.product("meli-ereikis-anama-450g"))["stock"] == soap["stock"]
