"""/api/stoa/v1/products/{product}/images: uploading, ordering, describing, taking away."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from api.catalog.images.service import MOST_IMAGES
from api.kit.errors import Unavailable
from api.pictures.rules import MEGABYTE
from tests.support.inspect import change, count, snapshot
from tests.support.pictures import picture
from tests.support.statements import counted
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.laravel.wire import Wire
    from tests.support.world import World

SHOWN = "/api/stoa/v1/public/products/{}/images"
OF_HONEY = f"/api/stoa/v1/products/{HONEY}/images"
OF_OLIVES = f"/api/stoa/v1/products/{OLIVES}/images"
ELSEWHERE = "https://example.com/olives.jpg"


async def upload(
    client: httpx.AsyncClient,
    headers: dict[str, str],
    path: str = OF_HONEY,
    content: bytes | None = None,
    **fields: str,
) -> httpx.Response:
    sent = picture() if content is None else content
    # The name and the type that a browser claims count for nothing.
    files = {"image": ("malware.exe", sent, "application/octet-stream")}
    return await client.post(path, headers=headers, files=files, data=fields)


async def images(owner: Connection, product_id: int) -> list[tuple[str, bool, int]]:
    rows = await snapshot(owner, "agora", "product_images", f"product_id = {product_id}")
    shown = [(row["url"], row["is_primary"], row["sort_order"]) for row in rows]
    return sorted(shown, key=lambda each: each[2])


async def mirrored(owner: Connection, product_id: int) -> str | None:
    [row] = await snapshot(owner, "agora", "products", f"id = {product_id}")
    url: str | None = row["image_url"]
    return url


class TestUpload:
    async def test_the_first_picture_is_stored_served_and_becomes_the_product_s_own(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await upload(client, world.bearer("producer"), alt="A jar of honey")
        assert answer.status_code == 201
        image = answer.json()["data"]
        url = image.pop("url")
        assert url.startswith("/storage/pictures/1-")
        assert url.endswith("/1280.jpg")
        name = url.removesuffix("/1280.jpg")
        assert image == {
            "id": 2,
            "alt": "A jar of honey",
            "is_primary": True,
            "sort_order": 0,
            "width": 400,
            "height": 300,
            "sources": {
                kind: {width: f"{name}/{width}.{kind}" for width in ("320", "640", "1280")}
                for kind in ("webp", "jpg")
            },
        }
        for kind, by_width in image["sources"].items():
            for address in by_width.values():
                file = await client.get(address)
                assert file.status_code == 200
                media = {"webp": "image/webp", "jpg": "image/jpeg"}[kind]
                assert file.headers["content-type"] == media
        assert await mirrored(owner, HONEY) == url
        shown = (await client.get(f"/api/v1/products/{HONEY}")).json()["data"]
        assert shown["image_url"] == url
        assert [each["url"] for each in shown["images"]] == [url]

    async def test_it_leaves_an_audit_row_a_picture_and_its_use(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        url = (await upload(client, world.bearer("admin"))).json()["data"]["url"]
        [entry] = await snapshot(owner, "agora", "audit_entries", "action = 'add_image'")
        assert (entry["resource"], entry["resource_id"]) == ("product", HONEY)
        assert json.loads(entry["after"]) == {"image_id": 2, "url": url}
        [kept] = await snapshot(owner, "agora", "pictures")
        assert (kept["width"], kept["height"], kept["account_id"]) == (400, 300, 1)
        assert kept["name"] == url.split("/")[3]
        [use] = await snapshot(owner, "agora", "picture_uses")
        assert (use["picture_id"], use["resource"], use["resource_id"]) == (1, "product", HONEY)

    async def test_the_next_picture_stands_behind_the_others(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        image = (await upload(client, world.bearer("producer"), OF_OLIVES)).json()["data"]
        assert (image["is_primary"], image["sort_order"]) == (False, 1)
        assert await images(owner, OLIVES) == [(ELSEWHERE, True, 0), (image["url"], False, 1)]
        assert await mirrored(owner, OLIVES) is None

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
            (b"", "not a picture"),
            (picture(50, 50), "at least 100 by 100"),
            (picture()[:200], "damaged"),
        ],
    )
    async def test_what_is_no_picture_is_said_plainly_and_nothing_is_stored(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        content: bytes,
        said: str,
    ) -> None:
        answer = await upload(client, world.bearer("producer"), content=content)
        assert answer.status_code == 422
        [sentence] = answer.json()["errors"]["image"]
        assert said in sentence
        for table in ("pictures", "picture_uses", "audit_entries"):
            assert await count(owner, "agora", table) == 0
        assert await images(owner, HONEY) == []

    async def test_a_form_without_the_file_is_told_so(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        # Three ways to send it, which one signature of the client cannot name.
        for sent in ({"json": {"image": "x"}}, {"data": {"image": "x"}}, {}):
            answer = await client.post(OF_HONEY, headers=world.bearer("producer"), **sent)  # type: ignore[arg-type]
            assert answer.status_code == 422
            assert answer.json()["errors"] == {"image": ["The image field is required."]}

    async def test_ten_megabytes_pass_and_more_do_not_and_other_routes_keep_their_limit(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        headers = world.bearer("producer")
        # Something behind the picture makes it heavy, as a camera's own notes do.
        heavy = picture() + b"\0" * (10 * MEGABYTE - len(picture()))
        assert (await upload(client, headers, content=heavy)).status_code == 201
        answer = await upload(client, headers, content=heavy + b"\0")
        assert answer.status_code == 422
        assert "larger than 10 MB" in answer.json()["errors"]["image"][0]
        answer = await upload(client, headers, content=heavy + b"\0" * 100_000)
        assert answer.status_code == 413
        for path in ("/api/v1/products", f"{OF_HONEY}/order"):
            answer = await upload(client, headers, path, content=b"\0" * 2 * MEGABYTE)
            assert answer.status_code == 413

    async def test_a_body_without_a_length_is_counted_as_it_comes(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        async def endless() -> Any:
            for _ in range(11 * 16):
                yield b"\0" * 65536

        headers = {**world.bearer("producer"), "content-type": "multipart/form-data; boundary=x"}
        answer = await client.post(OF_HONEY, headers=headers, content=endless())
        assert answer.status_code == 413

    async def test_the_eleventh_picture_is_refused_before_and_after_it_is_drawn(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await fill(owner, HONEY, MOST_IMAGES - 1)
        answers = await asyncio.gather(
            *(upload(client, world.bearer("producer")) for _ in range(2))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 422]
        assert len(await images(owner, HONEY)) == MOST_IMAGES
        answer = await upload(client, world.bearer("producer"))
        assert answer.status_code == 422
        assert answer.json()["code"] == "too_many_images"
        assert answer.json()["errors"]["image"] == [
            "A product may have 10 pictures. Delete one before adding another."
        ]
        assert await count(owner, "agora", "pictures") == 1

    @pytest.mark.parametrize(
        ("person", "status"), [(None, 401), ("consumer", 403), ("other_producer", 403)]
    )
    async def test_nobody_else_may_and_nothing_is_drawn(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        person: str | None,
        status: int,
    ) -> None:
        answer = await upload(client, world.bearer(person))
        assert answer.status_code == status
        assert await count(owner, "agora", "pictures") == 0
        assert await images(owner, HONEY) == []

    async def test_a_store_that_is_away_is_a_503_and_leaves_no_row(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        application: Wire,
    ) -> None:
        headers = world.bearer("producer")
        application.app.state.storage, kept = None, application.app.state.storage
        try:
            assert (await upload(client, headers)).status_code == 503

            class Away:
                async def put(self, *_: object) -> None:
                    raise Unavailable("The store does not answer.")

            application.app.state.storage = Away()
            assert (await upload(client, headers)).status_code == 503
        finally:
            application.app.state.storage = kept
        assert await count(owner, "agora", "pictures") == 0
        assert await images(owner, HONEY) == []


class TestOrder:
    async def test_the_first_of_the_order_is_primary_and_mirrored(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await fill(owner, OLIVES, 2)
        answer = await client.put(
            f"{OF_OLIVES}/order",
            headers=world.bearer("producer"),
            json={"image_ids": [101, 1, 100]},
        )
        assert answer.status_code == 200
        assert [each["id"] for each in answer.json()["data"]] == [101, 1, 100]
        assert [each["is_primary"] for each in answer.json()["data"]] == [True, False, False]
        assert await mirrored(owner, OLIVES) == "/x/1.jpg"
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert json.loads(entry["before"]) == {"image_ids": [1, 100, 101]}
        assert json.loads(entry["after"]) == {"image_ids": [101, 1, 100]}

    @pytest.mark.parametrize("image_ids", [[1], [1, 100], [1, 100, 101, 102], [100, 101, 999]])
    async def test_an_order_of_other_pictures_changes_nothing(
        self, client: httpx.AsyncClient, world: World, owner: Connection, image_ids: list[int]
    ) -> None:
        await fill(owner, OLIVES, 2)
        before = await images(owner, OLIVES)
        answer = await client.put(
            f"{OF_OLIVES}/order", headers=world.bearer("producer"), json={"image_ids": image_ids}
        )
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == ["image_ids"]
        assert await images(owner, OLIVES) == before
        assert await count(owner, "agora", "audit_entries") == 0


class TestChange:
    async def test_a_picture_is_described_and_put_first(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await fill(owner, OLIVES, 2)
        answer = await client.patch(
            f"{OF_OLIVES}/101",
            headers=world.bearer("producer"),
            json={"alt": "Olives on the tree", "is_primary": True},
        )
        assert answer.status_code == 200
        assert [(each["id"], each["alt"]) for each in answer.json()["data"]] == [
            (101, "Olives on the tree"),
            (1, ""),
            (100, ""),
        ]
        assert await mirrored(owner, OLIVES) == "/x/1.jpg"

    async def test_what_changes_nothing_leaves_no_trace(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for sent in ({"alt": ""}, {"is_primary": True}, {"is_primary": False}, {}):
            answer = await client.patch(
                f"{OF_OLIVES}/1", headers=world.bearer("producer"), json=sent
            )
            assert answer.status_code == 200
        assert await count(owner, "agora", "audit_entries") == 0

    async def test_a_picture_of_another_product_is_unknown_here(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for method in ("PATCH", "DELETE"):
            answer = await client.request(
                method,
                f"{OF_HONEY}/1",
                headers=world.bearer("producer"),
                json={"alt": "stolen", "is_primary": True},
            )
            assert answer.status_code == 404
        assert await images(owner, OLIVES) == [(ELSEWHERE, True, 0)]


class TestDelete:
    async def test_the_next_one_becomes_primary_and_the_files_stay_for_a_day(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("producer")
        first = (await upload(client, headers)).json()["data"]
        second = (await upload(client, headers, content=picture(500))).json()["data"]
        answer = await client.delete(f"{OF_HONEY}/{first['id']}", headers=headers)
        assert answer.status_code == 204
        assert await images(owner, HONEY) == [(second["url"], True, 0)]
        assert await mirrored(owner, HONEY) == second["url"]
        [use] = await snapshot(owner, "agora", "picture_uses")
        assert use["picture_id"] == 2
        assert (await client.get(first["url"])).status_code == 200

    async def test_without_pictures_the_product_shows_none(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "agora", f"UPDATE products SET image_url = '{ELSEWHERE}' WHERE id = 1")
        await client.delete(f"{OF_OLIVES}/1", headers=world.bearer("admin"))
        assert await images(owner, OLIVES) == []
        assert await mirrored(owner, OLIVES) is None


class TestTheContractsOwnWay:
    async def test_replacing_pictures_by_addresses_keeps_uses_and_words_of_those_that_stay(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("producer")
        kept = (await upload(client, headers, alt="Honey in the comb")).json()["data"]
        await upload(client, headers, content=picture(500))
        answer = await client.patch(
            f"/api/v1/products/{HONEY}",
            headers=headers,
            json={"images": [ELSEWHERE, kept["url"]]},
        )
        assert answer.status_code == 200
        rows = (await client.get(OF_HONEY, headers=headers)).json()["data"]
        assert [(row["url"], row["alt"]) for row in rows] == [
            (ELSEWHERE, ""),
            (kept["url"], "Honey in the comb"),
        ]
        [use] = await snapshot(owner, "agora", "picture_uses")
        assert use["picture_id"] == 1

    async def test_an_address_may_be_shown_by_two_products(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        url = (await upload(client, world.bearer("admin"))).json()["data"]["url"]
        await client.patch(
            f"/api/v1/products/{CHEESE}", headers=world.bearer("admin"), json={"images": [url]}
        )
        uses = await snapshot(owner, "agora", "picture_uses")
        assert [use["resource_id"] for use in uses] == [HONEY, CHEESE]


@pytest.mark.parametrize("others", [1, 9])
async def test_the_statements_of_each_call_do_not_grow_with_the_pictures(
    client: httpx.AsyncClient, world: World, owner: Connection, others: int
) -> None:
    await change(owner, "agora", "DELETE FROM product_images")
    await fill(owner, OLIVES, others)
    headers = world.bearer("producer")
    await upload(client, headers)  # the shop is remembered, the driver knows the types
    order = [3, *range(100, 100 + others)]
    # An upload is two units of work; each of its ids costs a trip of its own in tests.
    calls: list[tuple[str, str, dict[str, Any], int]] = [
        ("POST", "", {"files": {"image": picture()}}, 22),
        ("GET", "", {}, 5),
        ("PUT", "/order", {"json": {"image_ids": order}}, 14),
        ("PATCH", "/100", {"json": {"alt": "Olives", "is_primary": True}}, 26),
        ("DELETE", "/100", {}, 15),
    ]
    for method, path, sent, expected in calls:
        async with counted() as statements:
            answer = await client.request(method, f"{OF_OLIVES}{path}", headers=headers, **sent)
        assert answer.status_code in (200, 201, 204), answer.text
        # On a busy machine the shop may have to be looked up again.
        asked = [statement for statement in statements if "tenant_by_" not in statement]
        assert len(asked) == expected, (method, path, asked)


async def fill(owner: Connection, product_id: int, pictures: int) -> None:
    await change(
        owner,
        "agora",
        f"""
        INSERT INTO product_images (tenant_id, id, product_id, url, is_primary, sort_order,
                                    created_at, updated_at)
        SELECT current_tenant(), 100 + n, {product_id}, '/x/' || n || '.jpg', false, 10 + n,
               now(), now()
        FROM generate_series(0, {pictures - 1}) n
        """,
    )


class TestShown:
    """/api/stoa/v1/public/products/{product}/images: what everybody reads of them."""

    async def test_everybody_reads_what_the_pictures_show(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        sent = await upload(client, world.bearer("producer"), alt="A jar of honey")
        answer = await client.get(SHOWN.format(HONEY))
        assert (answer.status_code, answer.json()) == (200, {"data": [sent.json()["data"]]})

    async def test_pictures_are_found_where_their_product_is(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        for product in (HIDDEN, WHOLESALE, 999_999, "x", "9" * 30):
            answer = await client.get(SHOWN.format(product))
            assert answer.status_code == 404
        # A bearer token never showed products for businesses (contract).
        headers = world.bearer("other_producer")
        assert (await client.get(SHOWN.format(WHOLESALE), headers=headers)).status_code == 404
