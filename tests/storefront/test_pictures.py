"""A product's pictures by plain forms: several at once, in order, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.storefront.browser import Browser, Html, visitor
from tests.support.inspect import count, snapshot
from tests.support.pictures import picture
from tests.support.world import CHEESE, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

DESK = f"/producer/products/{OLIVES}/pictures"


async def send(browser: Browser, path: str, *files: tuple[str, bytes]) -> httpx.Response:
    """Post these files by the form of the own product's pictures."""
    token = (await browser.read(DESK)).form_token
    sent: Any = [("image", file) for file in files]
    return await browser.client.post(
        path, data={"_token": token}, files=sent, headers=browser.headers
    )


async def test_several_pictures_are_kept_at_once_and_what_is_none_is_told_by_name(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    browser = visitor(client, world, "producer", "agora")
    before = await count(owner, "agora", "product_images", f"product_id = {OLIVES}")
    answer = await send(
        browser, DESK, ("a.png", picture()), ("b.txt", b"words"), ("c.png", picture(200, 500))
    )
    page = Html(answer.text)
    assert answer.status_code == 422
    assert "b.txt: this is not a JPEG, PNG, WebP or AVIF picture." in page.text
    assert len(page.with_test_id("picture")) == before + 2
    assert await count(owner, "agora", "product_images", f"product_id = {OLIVES}") == before + 2


async def test_nobody_adds_pictures_to_anothers_product(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    browser = visitor(client, world, "producer", "agora")
    before = await snapshot(owner, "agora", "product_images")
    other = f"/producer/products/{CHEESE}/pictures"
    assert (await send(browser, other, ("a.png", picture()))).status_code == 403
    assert (await browser.get(other)).status_code == 403
    assert await snapshot(owner, "agora", "product_images") == before


async def test_a_form_with_files_changes_nothing_without_its_token(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    browser = Browser(client, world.bearer(None))
    await browser.post(
        "/auth/login", form_at="/auth/login", email="producer@example.com", password="password"
    )
    before = await snapshot(owner, "agora", "product_images")
    for token, status in (("", 419), ("wrong", 419)):
        answer = await client.post(
            DESK,
            data={"_token": token},
            files=[("image", ("a.png", picture()))],
            headers=browser.headers,
        )
        assert answer.status_code == status
    assert await snapshot(owner, "agora", "product_images") == before
    assert (await send(browser, DESK, ("a.png", picture()))).status_code == 303
