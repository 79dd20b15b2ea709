"""GET /public/producers and /producers: who sells in the shop, for everybody to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.another import another_client
from tests.support.inspect import change
from tests.support.statements import counted

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PUBLIC = "/api/v1/public/producers"
CHECKED = "/api/v1/producers"
MOMENT = "2026-01-15T12:00:00.000000Z"
GROVE, DAIRY, WAITING = 1, 2, 3
PRIVATE = {"email", "phone", "tax_id", "iban", "bank_account_holder", "user_id", "account_id"}


async def describe(owner: Connection) -> None:
    """Give the two producers words, places and a region each."""
    await change(
        owner,
        "agora",
        "UPDATE producers SET description = 'Γραβιέρα και γιαούρτι', region = 'Θεσσαλία', "
        "city = 'Λάρισα', latitude = 39.639, longitude = 22.419, iban = 'GR16' "
        f"WHERE id = {DAIRY}; UPDATE producers SET region = 'Πελοπόννησος', "
        f"created_at = created_at + interval '1 hour' WHERE id = {GROVE}",
    )


async def add_producers(owner: Connection, number: int) -> None:
    """So many more producers of one product each."""
    await change(
        owner,
        "agora",
        f"""
        WITH made AS (
            INSERT INTO producers (tenant_id, id, name, slug, status, is_active, region,
                                   created_at, updated_at)
            SELECT current_tenant(), 1000 + n, 'Farm ' || n, 'farm-' || n, 'active', true,
                   'Region ' || n % 7, now(), now()
            FROM generate_series(1, {number}) n RETURNING tenant_id, id
        ), sold AS (
            INSERT INTO products (tenant_id, id, producer_id, name, title, slug, currency, price,
                                  created_at, updated_at)
            SELECT tenant_id, id, id, 'Leek', 'Leek', 'leek-' || id, 'EUR', 100, now(), now()
            FROM made RETURNING tenant_id, id
        ), varied AS (
            INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
            SELECT tenant_id, id, id, true, now() FROM sold
        )
        INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
        SELECT tenant_id, id, 5, now() FROM sold
        """,
    )


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [entry["id"] for entry in answer.json()["data"]]


class TestPublicList:
    async def test_it_shows_who_sells_with_the_number_of_products(
        self, client: httpx.AsyncClient
    ) -> None:
        body = (await client.get(PUBLIC)).json()
        assert body["data"] == [
            {
                "id": DAIRY,
                "name": "Dairy",
                "description": None,
                "image_url": None,
                "location": "Larissa",
                "slug": "dairy",
                "is_active": True,
                "created_at": MOMENT,
                "updated_at": MOMENT,
                "products_count": 3,
            },
            {
                "id": GROVE,
                "name": "Grove",
                "description": None,
                "image_url": None,
                "location": "Kalamata",
                "slug": "grove",
                "is_active": True,
                "created_at": MOMENT,
                "updated_at": MOMENT,
                "products_count": 2,
            },
        ]
        assert (body["total"], body["per_page"], body["last_page"]) == (2, 20, 1)
        assert body["path"] == "http://agora.test/api/v1/public/producers"

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("sort=name&dir=desc", [GROVE, DAIRY]),
            ("sort=location", [GROVE, DAIRY]),
            ("sort=created_at&dir=desc", [GROVE, DAIRY]),
            ("sort=tax_id&dir=desc", [GROVE, DAIRY]),
            ("sort[]=name", [DAIRY, GROVE]),
            ("dir=sideways", [DAIRY, GROVE]),
            ("search=γραβιερα", [DAIRY]),
            ("search=PETRA", [GROVE]),
            ("search=kalam", [GROVE]),
            ("search=100%25", []),
            ("search=%25", []),
            ("search=a%00b", [DAIRY, GROVE]),
            ("search[]=x", [DAIRY, GROVE]),
            ("region=Θεσσαλία", [DAIRY]),
            ("region=Θεσσαλ", []),
            ("per_page=1", [DAIRY]),
            ("per_page=1&page=2", [GROVE]),
            ("page=9223372036854775807", []),
        ],
    )
    async def test_it_is_searched_sorted_and_paged(
        self, client: httpx.AsyncClient, owner: Connection, query: str, found: list[int]
    ) -> None:
        await describe(owner)
        assert ids(await client.get(f"{PUBLIC}?{query}")) == found

    @pytest.mark.parametrize(
        ("per_page", "shown"), [("0", 20), ("abc", 20), ("-1", 20), ("999", 100)]
    )
    async def test_odd_page_sizes_are_the_default_or_the_cap(
        self, client: httpx.AsyncClient, per_page: str, shown: int
    ) -> None:
        assert (await client.get(f"{PUBLIC}?per_page={per_page}")).json()["per_page"] == shown

    async def test_in_an_imported_shop_accents_count_and_patterns_work(
        self, client: httpx.AsyncClient, owner: Connection, database_urls: DatabaseUrls
    ) -> None:
        await describe(owner)
        await owner.execute("UPDATE tenants SET origin = 'imported' WHERE slug = 'agora'")
        async with another_client(database_urls) as imported:
            assert ids(await imported.get(f"{PUBLIC}?search=ΓΡΑΒΙΈΡΑ")) == [DAIRY]
            assert ids(await imported.get(f"{PUBLIC}?search=γραβιερα")) == []
            assert ids(await imported.get(f"{PUBLIC}?search=%25")) == [DAIRY, GROVE]


class TestProducerPage:
    async def test_it_shows_the_producer_with_its_products_by_name(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await describe(owner)
        body = (await client.get(f"{PUBLIC}/{DAIRY}")).json()
        assert (body["city"], body["region"], body["website"]) == ("Λάρισα", "Θεσσαλία", None)
        assert (body["latitude"], body["longitude"]) == ("39.6390000", "22.4190000")
        assert [product["name"] for product in body["products"]] == [
            "Graviera",
            "Sold out yogurt",
            "Wholesale feta",
        ]
        assert body["total_active_products"] == 3
        assert not PRIVATE & body.keys()

    async def test_a_product_has_its_shelf_and_pictures(self, client: httpx.AsyncClient) -> None:
        products = (await client.get(f"{PUBLIC}/grove")).json()["products"]
        [olives] = [product for product in products if product["id"] == 1]
        assert olives == {
            "id": 1,
            "name": "Ελιές Καλαμών",
            "description": "Firm and dark",
            "price": "4.20",
            "unit": "jar",
            "stock": 100,
            "cultivation_type": None,
            "categories": [
                {
                    "id": 1,
                    "name": "Olives",
                    "slug": "olive-oil-olives",
                    "pivot": {"product_id": 1, "category_id": 1},
                }
            ],
            "images": [
                {
                    "id": 1,
                    "url": "https://example.com/olives.jpg",
                    "is_primary": True,
                    "sort_order": 0,
                }
            ],
            "created_at": "2026-01-15T06:00:00.000000Z",
            "updated_at": MOMENT,
        }

    @pytest.mark.parametrize("reference", ["1", "1.5", "1e0", "grove"])
    async def test_ids_are_read_as_php_reads_them(
        self, client: httpx.AsyncClient, reference: str
    ) -> None:
        assert (await client.get(f"{PUBLIC}/{reference}")).json()["id"] == GROVE

    @pytest.mark.parametrize(
        "reference", ["3", "waiting", "GROVE", "0", "-1", "nobody", "a%00b", "9" * 25]
    )
    async def test_a_hidden_and_an_unknown_producer_do_not_exist(
        self, client: httpx.AsyncClient, reference: str
    ) -> None:
        answer = await client.get(f"{PUBLIC}/{reference}")
        assert (answer.status_code, answer.json()) == (
            404,
            {"error": "not_found", "message": "Route not found."},
        )


class TestCheckedList:
    async def test_it_shows_the_newest_first(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await describe(owner)
        body = (await client.get(CHECKED)).json()
        assert [entry["id"] for entry in body["data"]] == [GROVE, DAIRY]
        assert body["data"][0] == {
            "id": GROVE,
            "name": "Grove",
            "slug": "grove",
            "business_name": "Grove Ltd",
            "description": None,
            "location": "Kalamata",
            "website": None,
            "is_active": True,
            "created_at": "2026-01-15T13:00:00.000000Z",
        }
        assert (body["meta"]["total"], body["meta"]["per_page"]) == (2, 15)

    @pytest.mark.parametrize(
        ("query", "found"),
        [("q=Gro", [GROVE]), ("q=gro", [GROVE]), ("q=DAIRY", []), ("q=", [DAIRY, GROVE])],
    )
    async def test_q_looks_in_name_and_slug_as_they_stand(
        self, client: httpx.AsyncClient, query: str, found: list[int]
    ) -> None:
        assert sorted(ids(await client.get(f"{CHECKED}?{query}"))) == sorted(found)

    @pytest.mark.parametrize(
        "query", ["per_page=101", "per_page=0", "page=0", "page=x", f"q={'x' * 256}"]
    )
    async def test_what_it_cannot_use_is_named(self, client: httpx.AsyncClient, query: str) -> None:
        answer = await client.get(f"{CHECKED}?{query}")
        assert (answer.status_code, list(answer.json()["errors"])) == (
            422,
            [query.partition("=")[0]],
        )

    async def test_one_is_found_by_id_only(self, client: httpx.AsyncClient) -> None:
        shown = await client.get(f"{CHECKED}/{GROVE}")
        assert (shown.status_code, shown.json()["data"]["slug"]) == (200, "grove")
        for reference in ("grove", "1.5", str(WAITING), "999"):
            assert (await client.get(f"{CHECKED}/{reference}")).status_code == 404


async def test_regions_are_told_with_the_number_of_their_producers(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await describe(owner)
    await change(owner, "agora", f"UPDATE producers SET region = 'Κρήτη' WHERE id = {WAITING}")
    answer = await client.get("/api/stoa/v1/producers/regions")
    assert answer.json() == {
        "data": [
            {"region": "Θεσσαλία", "producers": 1},
            {"region": "Πελοπόννησος", "producers": 1},
        ]
    }
    there = await client.get(
        "/api/stoa/v1/producers/regions", headers=world.bearer(None, "hedgerow")
    )
    assert there.json() == {"data": []}


# BEGIN, count, page, counts of products, COMMIT.
STATEMENTS: dict[str, int] = {
    f"{PUBLIC}?per_page=100": 5,
    f"{PUBLIC}?per_page=100&search=farm": 5,
    f"{PUBLIC}/1": 4,
    f"{CHECKED}?per_page=100": 4,
    f"{CHECKED}/1": 3,
}


@pytest.mark.parametrize("producers", [100, 1000])
async def test_a_page_costs_the_same_however_many_sell(
    client: httpx.AsyncClient, world: World, owner: Connection, producers: int
) -> None:
    await add_producers(owner, producers)
    for path, expected in STATEMENTS.items():
        async with counted() as sent:
            answer = await client.get(path)
        assert answer.status_code == 200
        assert len(sent) == expected, (path, sent)
        shown: list[Any] = answer.json().get("data", [])
        assert not isinstance(shown, list) or len(shown) in (0, 100)
