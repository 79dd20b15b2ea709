"""POST /api/v1/products: who may put something up for sale, whose it is then, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import count, snapshot, stock_of
from tests.support.world import OLIVES, PRODUCER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/v1/products"
THYME = {"name": "Θυμάρι Βουνού", "price": "3.456", "unit": "φακελάκι", "stock": 12}
UNAUTHENTICATED = {"error": "unauthenticated", "message": "Unauthenticated."}


def body_of(answer: httpx.Response) -> dict[str, Any]:
    """The body without the keys that our errors add to the contract's."""
    body: dict[str, Any] = answer.json()
    return {key: body[key] for key in body if key not in ("request_id", "decision_id")}


async def nothing_changed(owner: Connection) -> None:
    for table, rows in {"products": 6, "variants": 6, "stock_levels": 6}.items():
        assert await count(owner, "agora", table) == rows, table
    for table in ("stock_movements", "audit_entries", "outbox_events"):
        assert await count(owner, "agora", table) == 0, table


async def test_a_producer_creates_an_own_product(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    answer = await client.post(PATH, json=THYME, headers=world.bearer("producer"))
    assert answer.status_code == 201
    made = answer.json()["data"]
    assert (made["id"], made["slug"], made["price"]) == (7, "thimari-boynou", "3.46")
    assert (made["stock"], made["is_active"], made["status"]) == (12, True, "available")
    assert made["producer"]["id"] == 1
    assert made["created_at"] == "2026-01-15T12:00:00.000000Z"
    shown = await client.get(f"/api/v1/public/products/{made['id']}")
    assert (shown.json()["title"], shown.json()["currency"]) == ("Θυμάρι Βουνού", "EUR")
    assert await stock_of(owner, "agora", 7) == 12


async def test_creating_leaves_an_opening_movement_and_an_audit_row(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await client.post(PATH, json=THYME, headers=world.bearer("producer"))
    [movement] = await snapshot(owner, "agora", "stock_movements")
    assert (movement["variant_id"], movement["change"], movement["reason"]) == (7, 12, "opening")
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["action"], entry["resource"], entry["resource_id"]) == ("create", "product", 7)
    assert (entry["account_id"], entry["before"]) == (PRODUCER, None)
    assert entry["decision_id"]
    assert '"price":346' in entry["after"].replace(" ", "")


@pytest.mark.parametrize("sent", [2, "2", None, 999])
async def test_whatever_producer_a_producer_names_the_product_is_the_own_one(
    client: httpx.AsyncClient, world: World, owner: Connection, sent: object
) -> None:
    answer = await client.post(
        PATH, json={**THYME, "producer_id": sent}, headers=world.bearer("producer")
    )
    assert answer.status_code == 201
    rows = await snapshot(owner, "agora", "products", "id = 7")
    assert rows[0]["producer_id"] == 1


async def test_an_admin_says_whose_product_it_is(client: httpx.AsyncClient, world: World) -> None:
    headers = world.bearer("admin")
    answer = await client.post(PATH, json={**THYME, "producer_id": 2}, headers=headers)
    assert answer.status_code == 201
    assert answer.json()["data"]["producer"]["id"] == 2


@pytest.mark.parametrize(
    ("producer_id", "sentence"),
    [
        (None, "A producer must be assigned to the product."),
        (99, "The selected producer does not exist."),
        (0, "The selected producer does not exist."),
        ("abc", "The producer id field must be an integer."),
        (2**63, "The producer id field must be an integer."),
    ],
)
async def test_an_admin_must_name_a_producer_of_this_shop(
    client: httpx.AsyncClient, world: World, owner: Connection, producer_id: object, sentence: str
) -> None:
    answer = await client.post(
        PATH, json={**THYME, "producer_id": producer_id}, headers=world.bearer("admin")
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"producer_id": [sentence]}
    await nothing_changed(owner)


@pytest.mark.parametrize("person", ["consumer", "business", "pending_producer", "newcomer"])
async def test_who_may_not_sell_is_refused_and_stores_nothing(
    client: httpx.AsyncClient, world: World, owner: Connection, person: str
) -> None:
    answer = await client.post(PATH, json=THYME, headers=world.bearer(person))
    assert answer.status_code == 403
    assert body_of(answer) == {"message": "This action is unauthorized."}
    assert answer.json()["decision_id"]
    await nothing_changed(owner)


async def test_who_may_not_sell_learns_first_what_is_wrong_with_the_product(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await client.post(PATH, json={"price": -1}, headers=world.bearer("consumer"))
    assert answer.status_code == 422
    assert body_of(answer) == {
        "message": "The name field is required. (and 1 more error)",
        "errors": {
            "name": ["The name field is required."],
            "price": ["Price must be greater than or equal to 0."],
        },
    }


@pytest.mark.parametrize("json", [THYME, {}])
async def test_a_guest_is_asked_to_sign_in_before_anything_else(
    client: httpx.AsyncClient, owner: Connection, json: dict[str, object]
) -> None:
    answer = await client.post(PATH, json=json)
    assert (answer.status_code, body_of(answer)) == (401, UNAUTHENTICATED)
    assert "x-ratelimit-limit" not in answer.headers
    await nothing_changed(owner)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": None}, "name", "The name field is required."),
        ({"name": "x" * 256}, "name", "The name field must not be greater than 255 characters."),
        ({"price": None}, "price", "The price field is required."),
        ({"price": "free"}, "price", "The price field must be a number."),
        ({"price": -0.01}, "price", "Price must be greater than or equal to 0."),
        ({"price": 1e30}, "price", None),
        (
            {"discount_price": "3.456"},
            "discount_price",
            "Discount price must be less than the regular price.",
        ),
        ({"unit": None}, "unit", "The unit field is required."),
        ({"stock": None}, "stock", "The stock field is required."),
        ({"stock": -1}, "stock", "The stock field must be at least 0."),
        ({"stock": 2**63}, "stock", None),
        ({"status": "discontinued"}, "status", "The selected status is invalid."),
        ({"is_active": "yes"}, "is_active", "The is active field must be true or false."),
        ({"is_seasonal": None}, "is_seasonal", "The is seasonal field is required."),
        ({"allergens": ["air"]}, "allergens.0", "The selected allergens.0 is invalid."),
        ({"allergens": "milk"}, "allergens", "The allergens field must be an array."),
        ({"images": ["a"] * 6}, "images", "The images field must not have more than 5 items."),
        ({"image_url": "javascript:alert(1)"}, "image_url", None),
        ({"weight_per_unit": 1e12}, "weight_per_unit", None),
    ],
)
async def test_a_wrong_value_names_its_field_and_stores_nothing(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    changes: dict[str, object],
    field: str,
    sentence: str | None,
) -> None:
    answer = await client.post(PATH, json={**THYME, **changes}, headers=world.bearer("producer"))
    assert answer.status_code == 422, answer.text
    errors = answer.json()["errors"]
    assert list(errors) == [field]
    assert sentence is None or errors[field] == [sentence]
    await nothing_changed(owner)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Thyme Honey"}, "name"),
        ({"slug": "thyme-honey"}, "slug"),
        ({"slug": "hidden-oil"}, "slug"),
    ],
)
async def test_a_slug_belongs_to_one_product_of_the_shop(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    changes: dict[str, object],
    field: str,
) -> None:
    answer = await client.post(PATH, json={**THYME, **changes}, headers=world.bearer("producer"))
    assert answer.status_code == 422
    assert answer.json()["errors"] == {field: [f"The {field} has already been taken."]}
    await nothing_changed(owner)


async def test_another_shop_may_use_the_same_slug_and_counts_its_own_ids(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    for shop in ("agora", "hedgerow"):
        answer = await client.post(PATH, json=THYME, headers=world.bearer("producer", shop))
        assert (answer.status_code, answer.json()["data"]["id"]) == (201, 7)
    rows = await snapshot(owner, "hedgerow", "products", "id = 7")
    assert rows[0]["currency"] == "GBP"


async def test_an_archived_product_frees_its_slug(client: httpx.AsyncClient, world: World) -> None:
    headers = world.bearer("producer")
    await client.delete(f"{PATH}/{OLIVES}", headers=headers)
    answer = await client.post(PATH, json={**THYME, "slug": "elies-kalamwn"}, headers=headers)
    assert answer.status_code == 201


async def test_pictures_are_kept_in_order_and_the_first_one_leads(
    client: httpx.AsyncClient, world: World
) -> None:
    images = ["https://e.com/1.jpg", "https://e.com/2.jpg"]
    sent = {**THYME, "images": images, "allergens": ["milk"]}
    made = (await client.post(PATH, json=sent, headers=world.bearer("producer"))).json()["data"]
    assert [(image["url"], image["is_primary"]) for image in made["images"]] == [
        ("https://e.com/1.jpg", True),
        ("https://e.com/2.jpg", False),
    ]
    assert (made["image_url"], made["allergens"]) == ("https://e.com/1.jpg", ["milk"])


async def test_what_a_form_sends_is_read_as_what_it_means(
    client: httpx.AsyncClient, world: World
) -> None:
    form = {"name": "  Από φόρμα ", "price": "2", "stock": "7", "is_b2b_only": "1", "origin": ""}
    answer = await client.post(PATH, data=form, headers=world.bearer("producer"))
    assert answer.status_code == 201
    made = answer.json()["data"]
    assert (made["name"], made["price"], made["stock"]) == ("Από φόρμα", "2.00", 7)
    assert (made["is_b2b_only"], made["origin"], made["unit"]) == (True, None, "kg")
