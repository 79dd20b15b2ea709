"""The producer's desk: own products change, others' do not, and an admin may change them all."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from playwright.async_api import expect

from e2e.market import told
from e2e.shopper import Shopper, amount
from tests.support.pictures import picture

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market

PASTE = "pasta-elias-190g"
SOAP = "sapoyni-elaioladoy-100g"
POLLEN = "gyri-anthewn-150g"
CANDLES = "keria-melissokeriou-2tem"


async def test_a_producer_edits_an_own_product_and_a_guest_sees_it(
    visit: Visit, market: Market
) -> None:
    paste = await market.product(PASTE)
    producer, guest = await visit(), await visit()
    await producer.sign_in("producer@example.com")
    await expect(producer.page).to_have_url(re.compile("/producer/dashboard$"))

    await producer.go("/producer/products")
    await producer.click(f"edit-product-{paste['id']}")
    await expect(producer.at("title-input")).to_have_value(paste["name"])
    await producer.fill(price_input="7,35", stock_input="33")
    await producer.click("submit-btn")
    await expect(producer.at("toast-success")).to_be_visible()
    (form,) = producer.forms(f"/producer/products/{paste['id']}/edit")
    assert (form.body["price"], form.body["stock"]) == ("7,35", "33")

    await guest.go(f"/products/{PASTE}")
    shown = await guest.at("product-price").locator(".price").inner_text()
    assert amount(shown) == Decimal("7.35")
    await expect(guest.at("product-stock")).to_contain_text("33")
    changed = await market.product(PASTE)
    assert (changed["price"], changed["stock"]) == ("7.35", 33)
    kept = ("name", "description", "allergens", "image_url", "categories", "weight_per_unit")
    assert {key: changed[key] for key in kept} == {key: paste[key] for key in kept}


async def test_a_producer_makes_a_product_with_allergens_and_pictures_and_guests_see_them(
    visit: Visit,
) -> None:
    producer, guest = await visit(), await visit()
    await producer.sign_in("producer@example.com")
    await producer.go("/producer/products")
    await producer.click("add-product-btn")
    await producer.fill(title_input="Μαρμελάδα σύκο 250 γρ", price_input="4,80", stock_input="9")
    await producer.page.get_by_label("θειώδη").check()
    category = producer.at("category-select").get_by_role("checkbox").first
    await category.check()
    await producer.click("submit-btn")
    await expect(producer.page).to_have_url(re.compile(r"/pictures\?done=created$"))
    product_id = int(producer.page.url.split("/")[-2])

    files: list[Any] = [
        {"name": "jar.png", "mimeType": "image/png", "buffer": picture()},
        {"name": "notes.png", "mimeType": "image/png", "buffer": b"not a picture"},
        {"name": "tree.jpg", "mimeType": "image/jpeg", "buffer": picture(300, 400, "JPEG")},
    ]
    await producer.at("pictures-input").set_input_files(files)
    await producer.click("pictures-submit")
    await expect(producer.at("error-message")).to_contain_text("notes.png")
    await expect(producer.at("picture")).to_have_count(2)
    await producer.at("picture-alt").nth(1).fill("Η συκιά στον κήπο")
    await producer.at("picture-describe").nth(1).click()
    await expect(producer.at("toast-success")).to_be_visible()
    await producer.at("picture-first").click()
    await expect(producer.at("picture-alt").first).to_have_value("Η συκιά στον κήπο")
    await producer.at("picture-delete").last.click()
    await producer.at("picture-delete-confirm").last.click()
    await expect(producer.at("picture")).to_have_count(1)

    await guest.go(f"/products/{product_id}")
    await expect(guest.page.get_by_role("heading", level=1)).to_have_text("Μαρμελάδα σύκο 250 γρ")
    await expect(guest.at("product-image")).to_have_attribute(
        "src", re.compile("/storage/pictures/")
    )
    await expect(guest.page.locator("main")).to_contain_text("θειώδη")


async def test_a_producer_takes_a_product_off_sale_and_puts_it_back(
    visit: Visit, market: Market
) -> None:
    soap = await market.product(SOAP)
    producer, guest = await visit(), await visit()
    await producer.sign_in("producer@example.com")
    await producer.go("/producer/products")
    state = producer.at(f"product-status-{soap['id']}")
    shown = await state.inner_text()

    await producer.click(f"toggle-active-{soap['id']}")
    await expect(state).not_to_have_text(shown)
    assert (await guest.go(f"/products/{SOAP}")).status == 404
    await guest.go(f"/products?search={soap['name']}")
    await expect(guest.at("product-card").filter(has_text=soap["name"])).to_have_count(0)

    await producer.click(f"toggle-active-{soap['id']}")
    await expect(state).to_have_text(shown)
    assert (await guest.go(f"/products/{SOAP}")).status == 200

    stock = producer.at(f"product-stock-{soap['id']}")
    await stock.fill("61")
    await producer.click(f"save-stock-{soap['id']}")
    await expect(stock).to_have_value("61")
    assert (await market.product(SOAP))["stock"] == 61


async def test_a_producer_is_refused_on_anothers_product_and_nothing_changes(
    visit: Visit, market: Market
) -> None:
    pollen = await market.product(POLLEN)
    producer = await visit()
    await producer.sign_in("producer@example.com")

    assert (await producer.go(f"/producer/products/{pollen['id']}/edit")).status == 403
    await expect(producer.at("error-message")).to_have_text(told("forbidden.foreign", "producer"))
    await expect(producer.at("submit-btn")).to_have_count(0)

    await producer.go("/producer/products")
    await expect(producer.at(f"product-row-{pollen['id']}")).to_have_count(0)
    for action, fields in (
        ("edit", {"name": "Mine now", "price": "0.01"}),
        ("stock", {"stock": "0"}),
        ("toggle", {}),
        ("delete", {}),
    ):
        status = await _post_form(producer, f"/producer/products/{pollen['id']}/{action}", fields)
        assert status == 403, action
    for method, path, body in (
        ("PATCH", f"/api/v1/products/{pollen['id']}", {"price": 0.01}),
        ("DELETE", f"/api/v1/products/{pollen['id']}", None),
        ("PATCH", f"/api/v1/producer/products/{pollen['id']}/stock", {"stock": 0}),
        ("PATCH", f"/api/v1/producer/products/{pollen['id']}/toggle", None),
    ):
        answer = await producer.fetch(method, path, body)
        assert answer["status"] == 403, path
        assert answer["body"]["decision_id"], path
    assert await market.product(POLLEN) == pollen


async def test_an_admin_edits_any_producers_product(visit: Visit, market: Market) -> None:
    candles = await market.product(CANDLES)
    admin, guest = await visit(), await visit()
    await admin.sign_in("admin@example.com")

    await admin.go(f"/products/{CANDLES}")
    await admin.click(f"edit-product-{candles['id']}")
    await admin.fill(price_input="8.80")
    await admin.click("submit-btn")
    await expect(admin.at("toast-success")).to_be_visible()
    assert len(admin.forms(f"/producer/products/{candles['id']}/edit")) == 1

    await guest.go(f"/products/{CANDLES}")
    shown = await guest.at("product-price").locator(".price").inner_text()
    assert amount(shown) == Decimal("8.80")
    changed = await market.product(CANDLES)
    assert changed["price"] == "8.80"
    assert changed["producer_id"] == candles["producer_id"]


async def test_a_producer_sees_own_lines_of_a_shared_order_only(
    visit: Visit, market: Market
) -> None:
    own, other = await market.product("pasteli-sousami-meli-5tem"), await market.product(SOAP)
    guest, producer = await visit(), await visit()
    for product in (own, other):
        await guest.put_into_cart(product["slug"])
    await guest.go("/checkout")
    await guest.fill_checkout()
    await guest.place_order()
    purchase = await market.purchase(await guest.thanked())
    numbers = {
        line["product_id"]: order["id"] for order in purchase["orders"] for line in order["items"]
    }

    await producer.sign_in("producer2@example.com")
    await producer.go("/producer/orders")
    row = producer.at(f"order-row-{numbers[own['id']]}")
    await expect(row.get_by_test_id("order-item")).to_have_count(1)
    await expect(row).to_contain_text(own["name"])
    await expect(producer.at(f"order-row-{numbers[other['id']]}")).to_have_count(0)


async def _post_form(shopper: Shopper, path: str, fields: dict[str, str]) -> int:
    """What the server answers to a form that no page offers, posted with a right token."""
    status: int = await shopper.page.evaluate(_POST, [path, fields])
    return status


_POST: Any = """
async ([path, fields]) => {
  const token = document.querySelector("input[name=_token]").value;
  const body = new URLSearchParams({ _token: token, ...fields });
  return (await fetch(path, { method: "POST", body, redirect: "manual" })).status;
}
"""
