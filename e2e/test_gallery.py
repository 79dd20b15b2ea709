"""The pictures of a product: turned by keys, by the strip itself and by links without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import httpx
import pytest_asyncio
from playwright.async_api import expect

from e2e.market import AGORA
from tests.support.pictures import picture

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market
    from e2e.shopper import Shopper

ALTS: Final = ("Το λιοτρίβι", "Η ετικέτα από κοντά")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pictured(market: Market) -> str:
    """The slug of a product with its drawn picture and two uploaded ones; its producer's own."""
    token = await market.token("producer@example.com")
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    async with httpx.AsyncClient(base_url=market.address(AGORA), headers=headers) as client:
        own = (await client.get("/api/v1/producer/products")).json()["data"][0]
        for number, alt in enumerate(ALTS):
            sent = await client.post(
                f"/api/stoa/v1/products/{own['id']}/images",
                files={"image": ("a.png", picture(400 + number, 300))},
                data={"alt": alt},
            )
            assert sent.status_code == 201, sent.text
    slug: str = own["slug"]
    return slug


async def shown(shopper: Shopper) -> int:
    """Which picture stands in the frame, from 0 on, once the strip has come to rest."""
    number: int = await shopper.at("image-gallery-strip").evaluate(
        """async (strip) => {
          for (let before = -1; before !== strip.scrollLeft;) {
            before = strip.scrollLeft;
            await new Promise((done) => setTimeout(done, 150));
          }
          return Math.round(strip.scrollLeft / strip.clientWidth);
        }"""
    )
    return number


async def test_the_gallery_is_turned_by_keys_alone(visit: Visit, pictured: str) -> None:
    guest = await visit(viewport={"width": 390, "height": 844})
    await guest.go(f"/products/{pictured}")
    pictures = guest.at("product-image")
    await expect(pictures).to_have_count(3)
    assert [await pictures.nth(place).get_attribute("alt") for place in (1, 2)] == list(ALTS)
    await expect(pictures.nth(0)).to_have_attribute("fetchpriority", "high")
    await expect(pictures.nth(1)).to_have_attribute("loading", "lazy")

    await guest.tab_to(guest.at("image-gallery-strip"))
    for key, place in (("ArrowRight", 1), ("End", 2), ("ArrowLeft", 1), ("Home", 0)):
        await guest.page.keyboard.press(key)
        assert await shown(guest) == place
        current = guest.at("image-gallery-thumbs").get_by_role("link").nth(place)
        await expect(current).to_have_attribute("aria-current", "true")

    links = guest.at("image-gallery-thumbs").get_by_role("link")
    await guest.tab_to(links.nth(1))
    await guest.page.keyboard.press("Enter")
    assert await shown(guest) == 1
    # The page stays where it is: no jump, and Back leads to where one came from.
    await expect(guest.page).to_have_url(re.compile(f"/products/{pictured}$"))


async def test_a_phone_loads_the_width_it_needs_and_swiping_stops_at_whole_pictures(
    visit: Visit, pictured: str
) -> None:
    guest = await visit(viewport={"width": 390, "height": 844})
    await guest.go(f"/products/{pictured}")
    await guest.at("image-gallery-strip").evaluate(
        "strip => strip.scrollTo({left: strip.clientWidth * 0.8, behavior: 'instant'})"
    )
    assert await shown(guest) == 1
    uploaded = guest.at("product-image").nth(1)
    await expect(uploaded).to_have_js_property("complete", value=True)
    taken: str = await uploaded.evaluate("image => image.currentSrc")
    assert taken.endswith("/640.webp")
    thumb = guest.at("image-gallery-thumbs").locator("img").nth(1)
    await expect(thumb).to_have_js_property("complete", value=True)
    assert (await thumb.evaluate("image => image.currentSrc")).endswith("/320.webp")


async def test_links_lead_to_pictures_without_scripts(visit: Visit, pictured: str) -> None:
    guest = await visit(java_script_enabled=False, viewport={"width": 390, "height": 844})
    await guest.go(f"/products/{pictured}")
    await guest.at("image-gallery-thumbs").get_by_role("link").nth(2).click()
    await expect(guest.at("product-image").nth(2)).to_be_in_viewport(ratio=0.9)
    await expect(guest.at("product-image").nth(0)).not_to_be_in_viewport()
