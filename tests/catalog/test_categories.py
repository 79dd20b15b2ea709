"""/api/stoa/v1/categories: shelves, their order, and what stands on them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from api.catalog.service import find_wrong_counts
from tests.kit.scopes import work
from tests.support.inspect import change, count, snapshot
from tests.support.statements import counted
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.db import Database
    from tests.support.world import World

CATEGORIES = "/api/stoa/v1/categories"


def of_product(product_id: int) -> str:
    return f"/api/stoa/v1/products/{product_id}/categories"


async def listed(client: httpx.AsyncClient) -> list[tuple[int, str, int]]:
    body = (await client.get(CATEGORIES)).json()
    return [(each["id"], each["slug"], each["products_count"]) for each in body["data"]]


async def totals(client: httpx.AsyncClient, category: str) -> int:
    total: int = (await client.get(f"/api/v1/public/products?category={category}")).json()["total"]
    return total


async def no_count_is_wrong(database: Database) -> None:
    async with work(database) as uow:
        assert await find_wrong_counts(uow) == []


class TestList:
    async def test_everybody_sees_them_in_their_order_and_caches_may_keep_them(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.get(CATEGORIES)
        assert answer.status_code == 200
        assert answer.json()["data"][0] == {
            "id": 1,
            "name": "Olives",
            "slug": "olive-oil-olives",
            "sort_order": 0,
            "products_count": 1,
            "image_url": None,
        }
        assert answer.headers["cache-control"].startswith("public, s-maxage=60")

    async def test_each_is_shown_by_the_newest_picture_that_everybody_sees(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await change(
            owner,
            "agora",
            """
            UPDATE product_categories SET category_id = 1;
            UPDATE products SET image_url = 'https://example.com/' || id || '.jpg',
                                created_at = created_at + id * interval '1 day';
            UPDATE products SET image_url = NULL WHERE id = (
                SELECT max(p.id) FROM products p
                JOIN product_categories l ON l.tenant_id = p.tenant_id AND l.product_id = p.id
                WHERE p.is_active AND NOT p.is_b2b_only)
            """,
        )
        listed_ = (await client.get("/api/v1/public/products?category=1")).json()["data"]
        assert (len(listed_), listed_[0]["image_url"]) == (2, None)
        pictures = [each["image_url"] for each in (await client.get(CATEGORIES)).json()["data"]]
        assert pictures == [listed_[1]["image_url"], None]

    @pytest.mark.parametrize("categories", [0, 500])
    async def test_it_costs_the_same_however_many_there_are(
        self, client: httpx.AsyncClient, owner: Connection, categories: int
    ) -> None:
        await change(
            owner,
            "agora",
            f"""INSERT INTO categories (tenant_id, id, name, slug, created_at, updated_at)
            SELECT current_tenant(), 1000 + n, 'More ' || n, 'more-' || n, now(), now()
            FROM generate_series(1, {categories}) n""",
        )
        await client.get(CATEGORIES)
        async with counted() as sent:
            assert len(await listed(client)) == 2 + categories
        assert len(sent) == 3


class TestAdmin:
    async def test_a_category_is_added_behind_the_others_with_its_name_s_slug(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("admin")
        answer = await client.post(CATEGORIES, headers=headers, json={"name": "Μέλι & Κερί"})
        assert answer.status_code == 201
        assert answer.json()["data"] == {
            "id": 3,
            "name": "Μέλι & Κερί",
            "slug": "meli-keri",
            "sort_order": 1,
            "products_count": 0,
            "image_url": None,
        }
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert (entry["action"], entry["resource"]) == ("create", "category")

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"name": "Olives", "slug": "new"}, "name"),
            ({"name": "New", "slug": "honey-bee"}, "slug"),
            ({"name": "Honey bee"}, "slug"),
            ({"name": "☃"}, "slug"),
            ({"name": ""}, "name"),
            ({"name": "New", "slug": "Not A Slug"}, "slug"),
            ({"name": "x" * 256}, "name"),
        ],
    )
    async def test_what_cannot_be_a_category_names_its_field(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        sent: dict[str, Any],
        field: str,
    ) -> None:
        answer = await client.post(CATEGORIES, headers=world.bearer("admin"), json=sent)
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [field]
        assert await count(owner, "agora", "categories") == 2
        assert await count(owner, "agora", "audit_entries") == 0

    async def test_two_admins_who_add_the_same_name_make_one_category(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answers = await asyncio.gather(
            *(
                client.post(CATEGORIES, headers=world.bearer("admin"), json={"name": "Pasta"})
                for _ in range(2)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 422]
        assert await count(owner, "agora", "categories") == 3

    async def test_it_is_renamed(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("admin")
        answer = await client.patch(f"{CATEGORIES}/2", headers=headers, json={"name": "Bees"})
        assert answer.json()["data"]["name"] == "Bees"
        assert answer.json()["data"]["slug"] == "honey-bee"
        again = await client.patch(f"{CATEGORIES}/2", headers=headers, json={"name": "Bees"})
        assert again.status_code == 200
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert json.loads(entry["before"])["name"] == "Honey"
        taken = await client.patch(f"{CATEGORIES}/2", headers=headers, json={"name": "Olives"})
        assert list(taken.json()["errors"]) == ["name"]

    async def test_they_are_put_in_another_order(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        headers = world.bearer("admin")
        answer = await client.put(
            f"{CATEGORIES}/order", headers=headers, json={"category_ids": [2, 1]}
        )
        assert answer.status_code == 200
        assert [each[0] for each in await listed(client)] == [2, 1]
        for ids in ([1], [1, 2, 3], [1, 1], []):
            answer = await client.put(
                f"{CATEGORIES}/order", headers=headers, json={"category_ids": ids}
            )
            assert answer.status_code == 422
        assert [each[0] for each in await listed(client)] == [2, 1]

    async def test_a_deleted_one_leaves_its_products_in_the_shop(
        self, client: httpx.AsyncClient, world: World, owner: Connection, database: Database
    ) -> None:
        answer = await client.delete(f"{CATEGORIES}/2", headers=world.bearer("admin"))
        assert answer.status_code == 204
        assert [each[0] for each in await listed(client)] == [1]
        shown = (await client.get(f"/api/v1/public/products/{HONEY}")).json()
        assert shown["categories"] == []
        assert await totals(client, "honey-bee") == 0
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert json.loads(entry["before"])["product_ids"] == [HONEY]
        await no_count_is_wrong(database)

    @pytest.mark.parametrize("person", ["consumer", "producer", "business", None])
    async def test_nobody_else_changes_them(
        self, client: httpx.AsyncClient, world: World, owner: Connection, person: str | None
    ) -> None:
        before = await snapshot(owner, "agora", "categories")
        for method, path, sent in (
            ("POST", CATEGORIES, {"name": "Mine"}),
            ("PATCH", f"{CATEGORIES}/1", {"name": "Mine"}),
            ("PUT", f"{CATEGORIES}/order", {"category_ids": [2, 1]}),
            ("DELETE", f"{CATEGORIES}/1", None),
        ):
            answer = await client.request(method, path, headers=world.bearer(person), json=sent)
            assert answer.status_code == (401 if person is None else 403)
        assert await snapshot(owner, "agora", "categories") == before


class TestPlacing:
    async def test_a_product_is_put_into_exactly_these(
        self, client: httpx.AsyncClient, world: World, owner: Connection, database: Database
    ) -> None:
        headers = world.bearer("producer")
        answer = await client.put(
            of_product(OLIVES), headers=headers, json={"category_ids": [2, 1]}
        )
        assert answer.status_code == 200
        assert sorted(answer.json()["data"]["category_ids"]) == [1, 2]
        assert await totals(client, "honey-bee") == 2
        await no_count_is_wrong(database)
        answer = await client.put(of_product(OLIVES), headers=headers, json={"category_ids": []})
        assert answer.json()["data"]["category_ids"] == []
        assert {each[1]: each[2] for each in await listed(client)} == {
            "olive-oil-olives": 0,
            "honey-bee": 1,
        }
        entries = await snapshot(owner, "agora", "audit_entries")
        assert [json.loads(entry["before"]) for entry in entries] == [
            {"category_ids": [1]},
            {"category_ids": [1, 2]},
        ]
        await no_count_is_wrong(database)

    async def test_a_hidden_product_is_placed_and_counts_when_it_is_shown(
        self, client: httpx.AsyncClient, world: World, database: Database
    ) -> None:
        headers = world.bearer("producer")
        await client.put(of_product(HIDDEN), headers=headers, json={"category_ids": [1]})
        assert await totals(client, "olive-oil-olives") == 1
        await client.patch(f"/api/v1/producer/products/{HIDDEN}/toggle", headers=headers)
        assert await totals(client, "olive-oil-olives") == 2
        await no_count_is_wrong(database)

    async def test_a_category_that_the_shop_does_not_have_changes_nothing(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        before = await snapshot(owner, "agora", "product_categories")
        for ids in ([99], [1, 99], [1, 1], ["x"], [None]):
            answer = await client.put(
                of_product(OLIVES), headers=world.bearer("admin"), json={"category_ids": ids}
            )
            assert answer.status_code == 422
        assert await snapshot(owner, "agora", "product_categories") == before

    async def test_only_the_owner_and_admins_place(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        before = await snapshot(owner, "agora", "product_categories")
        for person, status in ((None, 401), ("consumer", 403), ("producer", 403)):
            answer = await client.put(
                of_product(CHEESE), headers=world.bearer(person), json={"category_ids": [1]}
            )
            assert answer.status_code == status
        assert await snapshot(owner, "agora", "product_categories") == before


class TestDesk:
    async def test_the_form_gets_a_hidden_product_with_all_that_it_shows(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        for person in ("producer", "admin"):
            answer = await client.get(
                f"/api/stoa/v1/products/{HIDDEN}", headers=world.bearer(person)
            )
            assert answer.status_code == 200
        shown = (
            await client.get(f"/api/stoa/v1/products/{HONEY}", headers=world.bearer("producer"))
        ).json()["data"]
        assert shown["price"] == {"amount": 1250, "currency": "EUR"}
        assert shown["discount_price"] == {"amount": 1000, "currency": "EUR"}
        assert shown["category_ids"] == [2]
        assert shown["producer"] == {"id": 1, "name": "Grove", "slug": "grove"}
        assert (shown["stock"], shown["weight_per_unit"]) == (6, "500.000")

    async def test_others_are_refused(self, client: httpx.AsyncClient, world: World) -> None:
        for person, status in ((None, 401), ("consumer", 403), ("other_producer", 403)):
            answer = await client.get(
                f"/api/stoa/v1/products/{HIDDEN}", headers=world.bearer(person)
            )
            assert answer.status_code == status
