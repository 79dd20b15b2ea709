"""Looking around: shelves, producers, reviews, language, colours; some of it without a mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.async_api import expect

from e2e.market import AGORA, HEDGEROW

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market

HONEY = "heather-honey-340g"


async def test_a_visitor_narrows_the_shelves_and_widens_them_again(
    visit: Visit, market: Market
) -> None:
    guest = await visit(AGORA)
    await guest.go("/categories")
    await guest.at("category-card").filter(has_text="Μέλι").get_by_role("link").click()
    await expect(guest.page).to_have_url(re.compile(r"category=honey-bee"))
    listed = (await market.ask("GET", "/api/v1/public/products?category=honey-bee")).json()
    await expect(guest.at("product-card")).to_have_count(listed["total"])

    await guest.page.locator("#max_price").fill("10")
    await guest.page.keyboard.press("Enter")
    await expect(guest.at("filter-max_price")).to_be_visible()
    cheap = await market.ask("GET", "/api/v1/public/products?category=honey-bee&max_price=10")
    await expect(guest.at("product-card")).to_have_count(cheap.json()["total"])
    assert 0 < cheap.json()["total"] < listed["total"]

    await guest.page.locator("#sort").select_option("price-asc")
    await expect(guest.page).to_have_url(re.compile("sort=price-asc"))
    first = cheap.json()["data"]
    lowest = min(first, key=lambda one: float(one["discount_price"] or one["price"]))
    await expect(guest.at("product-card-title").first).to_have_text(lowest["name"])

    await guest.click("filter-max_price")
    await expect(guest.at("filter-max_price")).to_have_count(0)
    await expect(guest.at("product-card")).to_have_count(listed["total"])
    await guest.click("clear-filters")
    await expect(guest.page).to_have_url(re.compile("/products$"))


async def test_producers_are_found_by_region_and_by_words_together(
    visit: Visit, market: Market
) -> None:
    guest = await visit(AGORA)
    await guest.go("/producers")
    regions = (await market.ask("GET", "/api/stoa/v1/producers/regions")).json()["data"]
    fullest = max(regions, key=lambda one: one["producers"])
    await guest.at("producer-region").select_option(fullest["region"])
    await expect(guest.page).to_have_url(re.compile("region="))
    await expect(guest.at("producer-card")).to_have_count(fullest["producers"])

    name = await guest.at("producer-card").first.get_by_role("link").inner_text()
    await guest.at("producer-search").fill(name)
    await guest.page.keyboard.press("Enter")
    await expect(guest.at("producer-card")).to_have_count(1)
    await expect(guest.at("producer-region")).to_have_value(fullest["region"])

    await guest.click("filter-search")
    await expect(guest.at("producer-card")).to_have_count(fullest["producers"])
    await guest.click("filter-region")
    everybody = (await market.ask("GET", "/api/v1/public/producers")).json()["total"]
    await expect(guest.at("producer-card")).to_have_count(everybody)


async def test_from_a_producer_to_the_checkout_by_keyboard_alone(visit: Visit) -> None:
    guest = await visit(HEDGEROW)
    await guest.go("/producers")
    await guest.page.keyboard.press("Tab")
    await expect(guest.page.locator(".skip")).to_be_focused()
    await guest.page.keyboard.press("Enter")
    await guest.tab_to(guest.at("producer-card").first.get_by_role("link"))
    await guest.page.keyboard.press("Enter")
    await expect(guest.at("producer-name")).to_be_visible()

    await guest.tab_to(guest.at("product-card-add").first)
    await guest.page.keyboard.press("Enter")
    await expect(guest.at("toast-success")).to_be_visible()
    await expect(guest.at("cart-item-count")).to_have_text("1")

    await guest.page.goto(guest.page.url)
    await guest.tab_to(guest.at("header-cart"))
    await guest.page.keyboard.press("Enter")
    await expect(guest.at("cart-line")).to_have_count(1)
    await guest.tab_to(guest.at("go-checkout"))
    await guest.page.keyboard.press("Enter")
    await expect(guest.page).to_have_url(re.compile("/checkout"))


async def test_a_buyer_reviews_a_product_with_the_keyboard(visit: Visit, market: Market) -> None:
    buyer = await visit(HEDGEROW)
    await buyer.go(f"/products/{HONEY}")
    before = await buyer.at("review-item").count()
    await buyer.click("write-review-btn")
    await buyer.fill(login_email="consumer@example.com", login_password="password")
    await buyer.click("login-submit")
    await expect(buyer.page).to_have_url(re.compile(f"/products/{HONEY}"))

    await buyer.at("star-1").focus()
    for _ in range(3):
        await buyer.page.keyboard.press("ArrowRight")
    await expect(buyer.at("star-4")).to_be_checked()
    await buyer.page.locator("#comment").fill("Tastes of the moor in August.")
    await buyer.tab_to(buyer.at("submit-review"))
    await buyer.page.keyboard.press("Enter")
    await expect(buyer.at("review-section").get_by_test_id("toast-success")).to_be_visible()
    await expect(buyer.at("review-item")).to_have_count(before + 1)
    (form,) = [one for one in buyer.sent if one.path.endswith("/reviews")]
    assert (form.body["rating"], form.body["comment"]) == ("4", "Tastes of the moor in August.")

    product = await market.product(HONEY, host=HEDGEROW)
    assert product["reviews_count"] == before + 1


async def test_language_and_colours_are_remembered(visit: Visit) -> None:
    guest = await visit(AGORA)
    await guest.go("/products?category=honey-bee")
    await guest.click("footer-lang-en")
    await expect(guest.page.locator("html")).to_have_attribute("lang", "en")
    await expect(guest.page).to_have_url(re.compile("category=honey-bee"))
    await guest.click("footer-theme-dark")
    await expect(guest.page.locator("html")).to_have_attribute("data-theme", "dark")
    await guest.go("/about")
    await expect(guest.page.locator("html")).to_have_attribute("lang", "en")
    paper = await guest.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(21, 24, 19)"


async def test_suggestions_are_chosen_with_the_arrow_keys(visit: Visit) -> None:
    guest = await visit(AGORA)
    await guest.go("/")
    field = guest.at("search-input")
    async with guest.page.expect_response("**/api/stoa/v1/search/suggestions?*") as asked:
        await field.press_sequentially("meli", delay=10)
    suggested = (await (await asked.value).json())["data"]
    options = guest.at("suggestion")
    await expect(options).to_have_count(len(suggested))
    assert len(suggested) > 2
    await expect(field).to_have_attribute("aria-expanded", "true")

    await guest.page.keyboard.press("ArrowDown")
    await guest.page.keyboard.press("ArrowDown")
    await guest.page.keyboard.press("ArrowUp")
    await expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    await expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    await guest.page.keyboard.press("Escape")
    await expect(guest.at("suggestions")).to_be_hidden()
    await expect(field).to_have_value("meli")

    # Without a choice, Enter searches for the words.
    await guest.page.keyboard.press("Enter")
    await expect(guest.page).to_have_url(re.compile(r"/products\?search=meli"))
    await field.fill("")
    await field.press_sequentially("elies", delay=10)
    await expect(options.first).to_be_visible()
    await guest.page.keyboard.press("ArrowUp")
    address = await options.last.get_attribute("data-address")
    await guest.page.keyboard.press("Enter")
    await expect(guest.page).to_have_url(re.compile(re.escape(address or "nowhere") + "$"))
