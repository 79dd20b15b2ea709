"""An order's way from the producer's desk to the buyer's page, and out of it as a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import expect

from e2e.market import told

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market
    from e2e.shopper import Shopper

SOAP = "sapoyni-elaioladoy-100g"
PASTE = "pasta-elias-190g"
PRODUCER = "producer@example.com"


async def ordered(buyer: Shopper, product_id: int) -> int:
    """The number of an order that this buyer places by a script of the page."""
    await buyer.go("/")
    body: dict[str, Any] = {
        "items": [{"product_id": product_id, "quantity": 1}],
        "currency": "EUR",
        "shipping_method": "HOME",
        "shipping_address": {
            "name": "Δανάη Βλαστού",
            "line1": "Ερμού 12",
            "city": "Αθήνα",
            "postal_code": "10564",
            "phone": "697 123 4567",
        },
        "payment_method": "COD",
    }
    answer = await buyer.fetch("POST", "/api/v1/public/orders", body)
    assert answer["status"] == 201, answer
    number: int = answer["body"]["data"]["id"]
    return number


async def take_step(producer: Shopper, status: str) -> None:
    """The next step of the order that is open, through the question whether one means it."""
    await producer.click(f"move-{status}")
    await expect(producer.at("move-modal")).to_be_visible()
    await producer.click("move-confirm")
    await expect(producer.at("toast-success")).to_be_visible()


async def test_a_producer_sends_an_order_and_its_buyer_follows_every_step(
    visit: Visit, market: Market
) -> None:
    soap = await market.product(SOAP)
    consumer, producer = await visit(), await visit(java_script_enabled=False)
    await consumer.sign_in("consumer@example.com")
    number = await ordered(consumer, soap["id"])

    await producer.sign_in(PRODUCER)
    await producer.go("/producer/orders")
    await producer.click(f"open-order-{number}")
    await expect(producer.at("shipping-address")).to_contain_text("Ερμού 12")
    await expect(producer.at("order-item")).to_contain_text(soap["name"])
    # A question that is left changes nothing.
    await producer.click("move-processing")
    await producer.click("move-cancel")
    await expect(producer.at("move-modal")).to_be_hidden()
    assert producer.forms(f"/producer/orders/{number}/status") == []

    for status in ("processing", "shipped"):
        await take_step(producer, status)
        await consumer.go(f"/account/orders/{number}")
        now = consumer.page.locator("[data-testid=timeline-step][data-state=now]")
        await expect(now).to_contain_text(told(f"status.{status}", "customer"))
        await expect(now.locator("time")).to_have_count(1)
    assert len(producer.forms(f"/producer/orders/{number}/status")) == 2

    await producer.go("/producer/orders?status=shipped")
    await expect(producer.at(f"order-row-{number}")).to_be_visible()


async def test_a_step_that_came_too_late_says_so_and_shows_where_the_order_is(
    visit: Visit, market: Market
) -> None:
    paste = await market.product(PASTE)
    guest, producer, colleague = await visit(), await visit(), await visit()
    number = await ordered(guest, paste["id"])
    for each in (producer, colleague):
        await each.sign_in(PRODUCER)
        await each.go(f"/producer/orders/{number}")
    await take_step(colleague, "processing")

    await producer.click("move-processing")
    await producer.click("move-confirm")
    await expect(producer.at("error-message")).to_be_visible()
    await expect(producer.at("move-shipped")).to_be_visible()
    await expect(producer.at("toast-success")).to_have_count(0)


async def test_a_producer_takes_the_last_orders_along_as_a_file(
    visit: Visit, market: Market, tmp_path: Path
) -> None:
    paste = await market.product(PASTE)
    guest, producer = await visit(), await visit()
    number = await ordered(guest, paste["id"])
    await producer.sign_in(PRODUCER)
    await producer.go("/producer/orders")
    async with producer.page.expect_download() as asked:
        await producer.click("export-csv-btn")
    file = await asked.value
    assert re.fullmatch(r"orders-\d{4}-\d\d-\d\d\.csv", file.suggested_filename)
    await file.save_as(tmp_path / "orders.csv")
    text = (tmp_path / "orders.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("order_id,created_at,status,")
    assert re.search(rf'^{number},.*"{paste["name"]} x1"', text, re.MULTILINE)


async def test_another_producers_order_is_not_found(visit: Visit, market: Market) -> None:
    paste = await market.product(PASTE)
    guest, stranger = await visit(), await visit()
    number = await ordered(guest, paste["id"])
    await stranger.sign_in("producer2@example.com")
    assert (await stranger.go(f"/producer/orders/{number}")).status == 404
