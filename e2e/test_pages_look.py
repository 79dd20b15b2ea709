"""Every page at the width of a phone and of a desk, light and dark: whole, quiet, small, open.

What this proves: nothing scrolls sideways, nothing is broken, nothing is logged as an error, the
page says its language and has one heading, is light without its pictures, and axe-core finds no
barrier: all its WCAG 2.2 A and AA rules and its best practices in light colours, those that colours
can break in dark ones, the Greek shop on a phone and the English one on a desk. What it does not
prove: that it is beautiful, or what only people can judge.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
import pytest
from axe_playwright_python.async_playwright import Axe
from litestar import Router
from litestar.routes import HTTPRoute
from playwright.async_api import expect

from e2e.every_page import (
    BUYER,
    CONSUMER,
    GUEST,
    NO_PAGES,
    PRODUCER,
    Names,
    addresses,
)
from e2e.market import AGORA, HEDGEROW
from storefront.pages import page_handlers

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

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
EVERYBODY: Final = (GUEST, BUYER, CONSUMER, PRODUCER)
EVERY_RULE: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
RULES_OF_COLOUR: Final = {"runOnly": ["color-contrast", "link-in-text-block"]}
COLOURS: Final[tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...]] = (
    ("light", EVERY_RULE),
    ("dark", RULES_OF_COLOUR),
)
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 800}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.host)
async def test_every_page_is_whole_quiet_small_and_open_to_everybody(
    visit: Visit, market: Market, shop: Shop, size: dict[str, int]
) -> None:
    # Each shop's colours and each size once: all four pairs would find the same for twice the time.
    with_axe = (size is PHONE) == (shop.host == AGORA)
    product = await market.product(shop.product, host=shop.host)

    async def somebody(email: str = "") -> Shopper:
        shopper = await visit(shop.host, viewport=size)
        await shopper.page.context.add_init_script(_WATCH)
        if email:
            await shopper.sign_in(email)
        return shopper

    guest = await somebody()
    names = Names(product=shop.product, producer=product["producer"]["slug"])
    wrong = await _looked_at(guest, shop, addresses(GUEST, names), with_axe=with_axe)

    await guest.put_into_cart(shop.product)
    await guest.go("/checkout")
    await guest.fill_checkout(shop.postal_code)
    await guest.place_order()
    names = msgspec.structs.replace(names, token=await guest.thanked())
    await guest.put_into_cart(shop.product)
    wrong += await _looked_at(guest, shop, addresses(BUYER, names), with_axe=with_axe)

    consumer = await somebody("consumer@example.com")
    order = await _order_of(consumer, product["id"], shop)
    names = msgspec.structs.replace(names, order=order, address=await _address_of(consumer, shop))
    wrong += await _looked_at(consumer, shop, addresses(CONSUMER, names), with_axe=with_axe)

    producer = await somebody("producer@example.com")
    own = (await producer.fetch("GET", "/api/v1/producer/products"))["body"]["data"][0]["id"]
    sold = await _order_of(guest, own, shop)
    names = msgspec.structs.replace(names, own_product=own, sold_order=sold)
    wrong += await _looked_at(producer, shop, addresses(PRODUCER, names), with_axe=with_axe)
    assert wrong == []


def test_every_page_of_the_storefront_is_looked_at() -> None:
    listed = {path.partition("?")[0] for pages in EVERYBODY for path in pages}
    looked_at = [re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path))) for path in listed]
    pages = {
        path
        for handler in _page_routes()
        if "GET" in handler.http_methods
        for path in handler.paths
    }
    unseen = {
        path
        for path in pages - NO_PAGES.keys()
        if not any(one.fullmatch(re.sub(r"\{[^}]*\}", "1", path)) for one in looked_at)
    }
    assert unseen == set()
    assert NO_PAGES.keys() <= pages


def _page_routes() -> list[HTTPRouteHandler]:
    """The handlers of the storefront, without the folder of pictures."""
    pages, _ = page_handlers()
    assert isinstance(pages, Router)
    routes = [route for route in pages.routes if isinstance(route, HTTPRoute)]
    return [handler for route in routes for handler in route.route_handlers]


async def _looked_at(
    shopper: Shopper, shop: Shop, pages: dict[str, int], *, with_axe: bool
) -> list[str]:
    """What is wrong with these pages (path -> status), a sentence each, in both colours."""
    wrong: list[str] = []
    for path, status in pages.items():
        answer = await shopper.go(path)
        await expect(shopper.page.locator(".cart-loading:visible")).to_have_count(0)
        if answer.status != status:
            wrong.append(f"{path}: {answer.status}")
        for colours, rules in COLOURS:
            await shopper.page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            await shopper.page.evaluate(_SETTLED, colours)
            look = msgspec.convert(await shopper.page.evaluate(_LOOK), Look)
            barriers = await _barriers(shopper, rules) if with_axe else []
            wrong += [f"{path} ({colours}): {one}" for one in _wrong(look, shop) + barriers]
    return wrong


async def _barriers(shopper: Shopper, rules: dict[str, Any]) -> list[str]:
    """What axe-core holds against a page: rule, how many places, the first of them."""
    found = await Axe().run(shopper.page, options={**rules, "resultTypes": ["violations"]})
    return [
        f"{one['id']}: {len(one['nodes'])} places, {one['nodes'][0]['html'][:160]}"
        f" {one['nodes'][0].get('failureSummary', '')[:300]}"
        for one in found.response["violations"]
    ]


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


async def _order_of(buyer: Shopper, product_id: int, shop: Shop) -> int:
    """The number of an order that this buyer places by a script of the page."""
    body: dict[str, Any] = {
        "items": [{"product_id": product_id, "quantity": 1}],
        "currency": "EUR" if shop.language == "el" else "GBP",
        "shipping_method": "HOME",
        "shipping_address": {"name": "Someone", "postal_code": shop.postal_code},
        "payment_method": "COD",
    }
    answer = await buyer.fetch("POST", "/api/v1/public/orders", body)
    assert answer["status"] == 201, answer
    number: int = answer["body"]["data"]["id"]
    return number


async def _address_of(consumer: Shopper, shop: Shop) -> int:
    """The number of an address that this consumer keeps from now on."""
    body = {"name": "Someone", "line1": "Main Street 1", "city": "Town", "type": "shipping"}
    body |= {"postal_code": shop.postal_code}
    answer = await consumer.fetch("POST", "/api/stoa/v1/addresses", body)
    assert answer["status"] == 201, answer
    number: int = answer["body"]["id"]
    return number


_WATCH: Final = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""

# Until the page has taken the colours over, half of it would be measured in the old ones.
_SETTLED: Final = """
async (colours) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  while (!matchMedia(`(prefers-color-scheme: ${colours})`).matches) await frame();
  await frame();
  await frame();
}
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
