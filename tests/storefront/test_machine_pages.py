"""What crawlers are told: which pages there are, which are nobody's business."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from storefront import machine_pages
from tests.support.world import HONEY

if TYPE_CHECKING:
    import httpx

    from tests.support.world import World


def addresses(answer: httpx.Response) -> list[str]:
    return re.findall("<loc>([^<]*)</loc>", answer.text)


async def test_robots_are_shown_the_map_of_the_shop_they_ask(
    client: httpx.AsyncClient, world: World
) -> None:
    for shop in ("agora", "hedgerow"):
        answer = await client.get("/robots.txt", headers=world.bearer(None, shop))
        assert answer.status_code == 200
        assert f"Sitemap: http://{shop}.test/sitemap.xml" in answer.text.splitlines()
        assert "Disallow: /checkout" in answer.text.splitlines()
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"


async def test_the_maps_name_every_public_product_of_this_shop_and_no_other(
    client: httpx.AsyncClient, world: World
) -> None:
    maps = addresses(await client.get("/sitemap.xml"))
    assert maps == [
        "http://agora.test/sitemaps/pages.xml",
        "http://agora.test/sitemaps/products-1.xml",
        "http://agora.test/sitemaps/producers-1.xml",
    ]
    producers = await client.get("/sitemaps/producers-1.xml")
    assert sorted(addresses(producers)) == [
        "http://agora.test/producers/dairy",
        "http://agora.test/producers/grove",
    ]
    products = await client.get("/sitemaps/products-1.xml")
    listed = (await client.get("/api/v1/public/products?per_page=100")).json()["data"]
    assert len(addresses(products)) == len(listed) == 4
    assert "http://agora.test/products/thyme-honey" in addresses(products)
    assert f"<lastmod>{_changed(listed)}</lastmod>" in products.text
    pages = addresses(await client.get("/sitemaps/pages.xml"))
    assert "http://agora.test/legal/privacy" in pages
    assert "http://agora.test/products?category=honey-bee" in pages


def _changed(listed: list[dict[str, Any]]) -> str:
    (moment,) = [one["updated_at"] for one in listed if one["id"] == HONEY]
    return str(moment)[:10]


async def test_a_map_is_kept_by_anyone_and_shows_what_guests_see_whoever_asks(
    client: httpx.AsyncClient, world: World
) -> None:
    path = "/sitemaps/products-1.xml"
    guest = await client.get(path)
    business = await client.get(path, headers=world.bearer("business"))
    assert guest.text == business.text
    assert "wholesale-feta" not in guest.text
    for answer in (guest, business):
        assert answer.headers["cache-control"] == "public, max-age=3600"
        assert "X-Tenant" in answer.headers["vary"]
        assert "set-cookie" not in answer.headers


async def test_many_products_stand_in_several_maps(
    client: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_pages, "PER_MAP", 2)
    monkeypatch.setattr(machine_pages, "_PER_READ", 1)
    maps = addresses(await client.get("/sitemap.xml"))
    assert maps[1:3] == [f"http://agora.test/sitemaps/products-{number}.xml" for number in (1, 2)]
    found = [address for one in maps[1:3] for address in addresses(await client.get(one))]
    assert len(found) == len(set(found)) == 4


@pytest.mark.parametrize(
    "name", ["products-2.xml", "products-0.xml", "products-.xml", "products-1", "x.xml", "pages"]
)
async def test_a_map_that_does_not_exist_is_not_found(
    client: httpx.AsyncClient, world: World, name: str
) -> None:
    answer = await client.get(f"/sitemaps/{name}", headers={"accept": "text/html"})
    assert answer.status_code == 404
