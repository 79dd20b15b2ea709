"""Every page at the width of a phone and of a desk, light and dark: whole, quiet and small.

What this proves: nothing scrolls sideways, nothing is broken, nothing is logged as an error, the
page says its language and has one heading, and is light without its pictures. What it does not
prove: that it is beautiful, or that every colour has enough contrast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest
from playwright.async_api import expect

from e2e.market import AGORA, HEDGEROW

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market
    from e2e.shopper import Shopper

LARGEST_PAGE: Final = 150_000
"""Bytes of page, styles and scripts as they are sent, whether cached or not."""


class Look(msgspec.Struct, frozen=True):
    """What a page says about itself once it has settled."""

    overflow: int
    widest: str
    broken: list[str]
    language: str
    headings: int
    weight: int
    violations: list[str]


class Shop(msgspec.Struct, frozen=True):
    """Where a shop is, what language it speaks, and what journeys can look at there."""

    host: str
    language: str
    product: str
    postal_code: str


SHOPS: Final = (
    Shop(AGORA, "el", "viologiko-agoyrelaio-500ml", "10551"),
    Shop(HEDGEROW, "en", "clothbound-cheddar-18-months-250g", "EH1 2NG"),
)
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 800}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.host)
async def test_every_page_is_whole_quiet_and_small(
    visit: Visit, market: Market, shop: Shop, size: dict[str, int]
) -> None:
    wrong: list[str] = []
    product = await market.product(shop.product, host=shop.host)
    guest = await visit(shop.host, viewport=size)
    await guest.page.context.add_init_script(_WATCH)

    guest_pages = {
        "/": 200,
        "/products": 200,
        "/products?search=zzz": 200,
        "/auth/login": 200,
        "/auth/register": 200,
        "/auth/register?role=business": 200,
        "/logout": 200,
        "/cart": 200,
        "/no-such-page": 404,
        f"/products/{shop.product}": 200,
    }
    wrong += await _looked_at(guest, shop, guest_pages)
    await guest.put_into_cart(shop.product)
    wrong += await _looked_at(guest, shop, {"/cart": 200, "/checkout": 200})
    await guest.fill_checkout(shop.postal_code)
    await guest.place_order()
    token = await guest.thanked()
    wrong += await _looked_at(guest, shop, {f"/thank-you?token={token}": 200})

    consumer = await visit(shop.host, viewport=size)
    await consumer.page.context.add_init_script(_WATCH)
    await consumer.sign_in("consumer@example.com")
    order = await _order_of(consumer, product["id"], shop)
    own = {"/account/orders": 200, f"/account/orders/{order}": 200, "/producer/products": 403}
    wrong += await _looked_at(consumer, shop, own)

    producer = await visit(shop.host, viewport=size)
    await producer.page.context.add_init_script(_WATCH)
    await producer.sign_in("producer@example.com")
    made = (await producer.fetch("GET", "/api/v1/producer/products"))["body"]["data"][0]["id"]
    desk = {
        "/producer/products": 200,
        "/producer/products/create": 200,
        f"/producer/products/{made}/edit": 200,
        "/producer/orders": 200,
    }
    wrong += await _looked_at(producer, shop, desk)
    assert wrong == []


async def _looked_at(shopper: Shopper, shop: Shop, pages: dict[str, int]) -> list[str]:
    """What is wrong with these pages (path -> status), a sentence each, in both colours."""
    wrong: list[str] = []
    for path, status in pages.items():
        answer = await shopper.go(path)
        await expect(shopper.page.locator(".cart-loading:visible")).to_have_count(0)
        if answer.status != status:
            wrong.append(f"{path}: {answer.status}")
        for colours in ("light", "dark"):
            await shopper.page.emulate_media(color_scheme=colours)
            look = msgspec.convert(await shopper.page.evaluate(_LOOK), Look)
            wrong += [f"{path} ({colours}): {sentence}" for sentence in _wrong(look, shop)]
    return wrong


def _wrong(look: Look, shop: Shop) -> list[str]:
    found = {
        f"{look.overflow} pixels wider than the window, by {look.widest}": look.overflow > 0,
        f"broken pictures {look.broken}": look.broken != [],
        f"says it is written in {look.language!r}": look.language != shop.language,
        f"{look.headings} first headings": look.headings != 1,
        f"{look.weight} bytes without pictures": look.weight >= LARGEST_PAGE,
        f"breaks its own content policy: {look.violations}": look.violations != [],
    }
    return [sentence for sentence, is_wrong in found.items() if is_wrong]


async def _order_of(consumer: Shopper, product_id: int, shop: Shop) -> int:
    """The number of an order that this consumer places by a script of the page."""
    body: dict[str, Any] = {
        "items": [{"product_id": product_id, "quantity": 1}],
        "currency": "EUR" if shop.language == "el" else "GBP",
        "shipping_method": "HOME",
        "shipping_address": {"name": "Someone", "postal_code": shop.postal_code},
        "payment_method": "COD",
    }
    answer = await consumer.fetch("POST", "/api/v1/public/orders", body)
    assert answer["status"] == 201, answer
    number: int = answer["body"]["data"]["id"]
    return number


_WATCH: Final = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""

# Pictures that load late are asked for now; a picture without a source is no broken picture.
_LOOK: Final = """
async () => {
  const pictures = [...document.images].filter((image) => image.getAttribute("src"));
  for (const image of pictures) image.loading = "eager";
  await Promise.all(pictures.map((image) => image.complete || new Promise((done) => {
    image.addEventListener("load", done); image.addEventListener("error", done);
  })));
  const wide = document.documentElement.clientWidth;
  const reaches = (element) => Math.ceil(element.getBoundingClientRect().right);
  const beyond = [...document.body.querySelectorAll("*")].filter((one) => reaches(one) > wide);
  const resources = performance.getEntriesByType("resource");
  const loads = resources.filter((one) => one.initiatorType !== "img");
  const sizes = [...performance.getEntriesByType("navigation"), ...loads];
  return {
    overflow: Math.max(0, document.documentElement.scrollWidth - wide),
    widest: beyond.map((one) => `${one.tagName}.${one.className}`).slice(0, 3).join(" > "),
    broken: pictures.filter((image) => image.naturalWidth === 0).map((image) => image.src),
    language: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    weight: sizes.reduce((sum, one) => sum + one.encodedBodySize, 0),
    violations: window.violations,
  };
}
"""
