"""The cart of whoever is signed in: /api/v1/cart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.application import STATEMENTS
from tests.support.inspect import count, snapshot
from tests.support.world import CHEESE, CONSUMER, HIDDEN, HONEY, OLIVES, SOLD_OUT, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

ITEMS = "/api/v1/cart/items"
SYNC = "/api/v1/cart/sync"
CLEAR = "/api/v1/cart/clear"
MOMENT = "2026-01-15T12:00:00.000000Z"
NOT_FOUND = {"error": "not_found", "message": "Route not found."}
EMPTY = {"cart_items": [], "total_items": 0, "total_amount": "0.00"}
PRIVATE = {
    "tax_id", "tax_office", "iban", "bank_account_holder", "email", "phone", "address",
    "postal_code", "rejection_reason", "food_license_number", "agreement_accepted_at",
    "onboarding_completed_at", "tax_registration_doc_url", "efet_notification_doc_url",
    "haccp_declaration_doc_url", "haccp_declaration_accepted", "beekeeper_registry_number",
    "cpnp_notification_number", "responsible_person_name", "stripe_connect_id",
    "stripe_connect_status", "stripe_payouts_enabled", "stripe_charges_enabled", "anonymized_at",
    "deletion_reason", "user_id", "account_id",
}  # fmt: skip

GROVE = {
    "id": 1,
    "name": "Grove",
    "slug": "grove",
    "business_name": "Grove Ltd",
    "description": None,
    "location": "Kalamata",
    "city": None,
    "region": None,
    "website": None,
    "image_url": None,
    "latitude": None,
    "longitude": None,
    "social_media": None,
    "product_categories": None,
    "status": "active",
    "is_active": True,
    "verified": True,
    "is_verified": True,
    "uses_custom_shipping_rates": False,
    "free_shipping_threshold_eur": "50.00",
    "created_at": MOMENT,
    "updated_at": MOMENT,
}
OLIVES_SHOWN = {
    "id": OLIVES,
    "name": "Ελιές Καλαμών",
    "price": "4.20",
    "unit": "jar",
    "categories": [
        {
            "id": 1,
            "name": "Olives",
            "slug": "olive-oil-olives",
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "pivot": {"product_id": OLIVES, "category_id": 1},
        }
    ],
    "images": [
        {
            "id": 1,
            "product_id": OLIVES,
            "url": "https://example.com/olives.jpg",
            "is_primary": True,
            "sort_order": 0,
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
    ],
    "producer": GROVE,
}


def keys_of(value: Any) -> set[str]:
    """Every key anywhere in a body."""
    if isinstance(value, dict):
        return set(value).union(*(keys_of(member) for member in value.values()))
    if isinstance(value, list):
        return set().union(*(keys_of(member) for member in value))
    return set()


async def quantities(owner: Connection, account_id: int = CONSUMER) -> dict[int, int]:
    """What lies in an account's cart, by product."""
    rows = await snapshot(owner, "agora", "cart_items", f"account_id = {account_id}")
    return {row["product_id"]: row["quantity"] for row in rows}


async def audited(owner: Connection) -> list[tuple[Any, ...]]:
    rows = await snapshot(owner, "agora", "audit_entries", "resource = 'cart'")
    return [(row["action"], row["resource_id"], row["before"], row["after"]) for row in rows]


class TestShowing:
    async def test_the_cart_shows_products_and_producers_and_what_they_cost(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.get(ITEMS, headers=world.bearer("consumer"))
        assert answer.status_code == 200
        line = {
            "id": 1,
            "quantity": 2,
            "product": {**OLIVES_SHOWN, "stock": 100, "is_active": True},
            "subtotal": "8.40",
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
        expected = {"cart_items": [line], "total_items": 2, "total_amount": "8.40"}
        assert answer.json() == expected

    async def test_nobody_sees_a_producers_private_columns(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        async with owner.transaction():
            await owner.execute("ALTER TABLE producers NO FORCE ROW LEVEL SECURITY")
            await owner.execute(
                "UPDATE producers SET phone = '2100', address = 'Home 1', postal_code = '10431'"
            )
            await owner.execute("ALTER TABLE producers FORCE ROW LEVEL SECURITY")
        headers = world.bearer("consumer")
        added = await client.post(
            ITEMS, json={"product_id": CHEESE, "quantity": 1}, headers=headers
        )
        changed = await client.patch(f"{ITEMS}/1", json={"quantity": 3}, headers=headers)
        merged = await client.post(
            SYNC, json={"items": [{"product_id": HONEY, "quantity": 1}]}, headers=headers
        )
        shown = await client.get(ITEMS, headers=headers)
        for answer in (added, changed, merged, shown):
            assert answer.status_code < 300
            assert keys_of(answer.json()) & PRIVATE == set()

    async def test_the_discount_price_is_charged_and_the_list_price_shown(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        headers = world.bearer("other_producer")
        added = await client.post(ITEMS, json={"product_id": HONEY, "quantity": 3}, headers=headers)
        line = added.json()["cart_item"]
        assert (line["product"]["price"], line["subtotal"]) == ("12.50", "30.00")
        shown = await client.get(ITEMS, headers=headers)
        assert shown.json()["total_amount"] == "30.00"

    async def test_a_product_taken_out_of_the_shop_lies_in_no_cart(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        headers = world.bearer("consumer")
        gone = await client.delete(f"/api/v1/products/{OLIVES}", headers=world.bearer("producer"))
        assert gone.status_code == 204
        assert (await client.get(ITEMS, headers=headers)).json() == EMPTY
        changed = await client.patch(f"{ITEMS}/1", json={"quantity": 1}, headers=headers)
        assert (changed.status_code, changed.json()) == (404, NOT_FOUND)
        added = await client.post(
            ITEMS, json={"product_id": OLIVES, "quantity": 1}, headers=headers
        )
        assert added.json()["errors"] == {"product_id": ["The selected product id is invalid."]}

    @pytest.mark.parametrize("person", ["admin", "producer", "business", "newcomer"])
    async def test_everybody_who_signs_in_has_a_cart_of_their_own(
        self, client: httpx.AsyncClient, world: World, person: str
    ) -> None:
        answer = await client.get(ITEMS, headers=world.bearer(person))
        assert (answer.status_code, answer.json()) == (200, EMPTY)

    async def test_amounts_are_in_the_shops_currency_and_carts_are_the_shops_own(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        await client.post(
            ITEMS, json={"product_id": CHEESE, "quantity": 1}, headers=world.bearer("consumer")
        )
        answer = await client.get(ITEMS, headers=world.bearer("consumer", "hedgerow"))
        assert [line["id"] for line in answer.json()["cart_items"]] == [1]
        assert answer.json()["total_amount"] == "8.40"

    async def test_a_full_cart_costs_as_many_statements_as_one_line(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        headers = world.bearer("consumer")

        async def statements_of_a_look() -> int:
            before = len(STATEMENTS)
            await client.get(ITEMS, headers=headers)
            return len(STATEMENTS) - before

        await statements_of_a_look()
        with_one_line = await statements_of_a_look()
        products = (HONEY, CHEESE, WHOLESALE)
        items = [{"product_id": product, "quantity": 1} for product in products]
        await client.post(SYNC, json={"items": items}, headers=headers)
        assert await statements_of_a_look() == with_one_line


class TestAdding:
    async def test_a_new_product_gets_a_line(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await client.post(
            ITEMS, json={"product_id": OLIVES, "quantity": 3}, headers=world.bearer("admin")
        )
        assert answer.status_code == 201
        assert answer.json() == {
            "message": "Item added to cart successfully",
            "cart_item": {
                "id": 3,
                "quantity": 3,
                "product": OLIVES_SHOWN,
                "subtotal": "12.60",
                "created_at": MOMENT,
                "updated_at": MOMENT,
            },
        }
        assert await audited(owner) == [("add", 3, None, '{"quantity": 3, "product_id": 1}')]

    async def test_a_product_that_lies_there_already_grows_its_line_and_uses_up_no_number(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("consumer")
        body = {"product_id": OLIVES, "quantity": 98}
        answer = await client.post(ITEMS, json=body, headers=headers)
        assert answer.status_code == 201
        assert (answer.json()["cart_item"]["id"], answer.json()["cart_item"]["quantity"]) == (
            1,
            100,
        )
        next_line = await client.post(
            ITEMS, json={"product_id": CHEESE, "quantity": "2"}, headers=headers
        )
        assert (next_line.json()["cart_item"]["id"], next_line.json()["cart_item"]["quantity"]) == (
            3,
            2,
        )
        assert (await audited(owner))[0] == (
            "add",
            1,
            '{"quantity": 2, "product_id": 1}',
            '{"quantity": 100, "product_id": 1}',
        )

    @pytest.mark.parametrize(
        ("body", "errors"),
        [
            (
                {},
                {
                    "product_id": ["The product id field is required."],
                    "quantity": ["The quantity field is required."],
                },
            ),
            (
                {"product_id": 999, "quantity": 0},
                {
                    "product_id": ["The selected product id is invalid."],
                    "quantity": ["The quantity field must be at least 1."],
                },
            ),
            (
                {"product_id": OLIVES, "quantity": 101},
                {"quantity": ["The quantity field must not be greater than 100."]},
            ),
            (
                {"product_id": HIDDEN, "quantity": 1},
                {"product_id": ["This product is not available for purchase."]},
            ),
            (
                {"product_id": SOLD_OUT, "quantity": 3},
                {"quantity": ["Not enough stock available. Only 0 items left."]},
            ),
            (
                {"product_id": HONEY, "quantity": 7},
                {"quantity": ["Not enough stock available. Only 6 items left."]},
            ),
            (
                {"product_id": OLIVES, "quantity": 99},
                {
                    "quantity": [
                        "Cannot add 99 more items. You already have 2 in cart. "
                        "Only 100 items available."
                    ]
                },
            ),
            (
                {"product_id": "abc", "quantity": 1},
                {"product_id": ["The product id field must be an integer."]},
            ),
            (
                {"product_id": 2**63, "quantity": 1},
                {"product_id": ["The product id field must be an integer."]},
            ),
            (
                {"product_id": 2**63 - 1, "quantity": 1},
                {"product_id": ["The selected product id is invalid."]},
            ),
        ],
    )
    async def test_what_cannot_be_had_is_told_and_changes_nothing(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        body: dict[str, object],
        errors: dict[str, list[str]],
    ) -> None:
        answer = await client.post(ITEMS, json=body, headers=world.bearer("consumer"))
        assert answer.status_code == 422
        assert answer.json()["errors"] == errors
        first = next(iter(errors.values()))[0]
        more = "" if len(errors) == 1 else " (and 1 more error)"
        assert answer.json()["message"] == f"{first}{more}"
        assert await quantities(owner) == {OLIVES: 2}
        assert await audited(owner) == []

    async def test_a_wholesale_product_may_lie_in_any_cart(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.post(
            ITEMS, json={"product_id": WHOLESALE, "quantity": 1}, headers=world.bearer("consumer")
        )
        assert answer.status_code == 201


class TestChanging:
    async def test_a_line_is_set_to_a_quantity(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await client.patch(
            f"{ITEMS}/1", json={"quantity": 4}, headers=world.bearer("consumer")
        )
        assert answer.status_code == 200
        assert answer.json() == {
            "message": "Cart item updated successfully",
            "cart_item": {
                "id": 1,
                "quantity": 4,
                "product": OLIVES_SHOWN,
                "subtotal": "16.80",
                "created_at": MOMENT,
                "updated_at": MOMENT,
            },
        }
        before, after = '{"quantity": 2, "product_id": 1}', '{"quantity": 4, "product_id": 1}'
        assert await audited(owner) == [("set_quantity", 1, before, after)]

    async def test_a_line_is_taken_out(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("consumer")
        answer = await client.delete(f"{ITEMS}/1", headers=headers)
        assert answer.status_code == 200
        assert answer.json() == {"message": "Item removed from cart successfully"}
        assert await quantities(owner) == {}
        assert await audited(owner) == [("remove", 1, '{"quantity": 2, "product_id": 1}', None)]
        again = await client.delete(f"{ITEMS}/1", headers=headers)
        assert (again.status_code, again.json()) == (404, NOT_FOUND)

    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    @pytest.mark.parametrize("body", [{"quantity": 9}, {"quantity": "abc"}])
    async def test_somebody_elses_line_is_not_found_before_the_input_is_looked_at(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        method: str,
        body: dict[str, object],
    ) -> None:
        answer = await client.request(
            method, f"{ITEMS}/2", json=body, headers=world.bearer("consumer")
        )
        assert (answer.status_code, answer.json()) == (404, {"message": "Cart item not found"})
        assert await count(owner, "agora", "cart_items") == 2
        assert await audited(owner) == []

    @pytest.mark.parametrize("item_id", ["999", "abc", "-1", "0", "1.5", "9" * 20])
    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    async def test_an_unknown_or_malformed_number_is_not_found(
        self, client: httpx.AsyncClient, world: World, method: str, item_id: str
    ) -> None:
        answer = await client.request(
            method, f"{ITEMS}/{item_id}", json={"quantity": 1}, headers=world.bearer("consumer")
        )
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)

    @pytest.mark.parametrize(
        ("quantity", "sentence"),
        [
            (None, "The quantity field is required."),
            (0, "The quantity field must be at least 1."),
            (101, "The quantity field must not be greater than 100."),
            ("abc", "The quantity field must be an integer."),
        ],
    )
    async def test_a_quantity_that_cannot_be_meant_is_told(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        quantity: object,
        sentence: str,
    ) -> None:
        answer = await client.patch(
            f"{ITEMS}/1", json={"quantity": quantity}, headers=world.bearer("consumer")
        )
        assert answer.status_code == 422
        assert answer.json()["message"] == sentence
        assert answer.json()["errors"] == {"quantity": [sentence]}
        assert await quantities(owner) == {OLIVES: 2}

    async def test_more_than_the_stock_is_refused_with_what_is_left(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        headers = world.bearer("consumer")
        added = await client.post(ITEMS, json={"product_id": HONEY, "quantity": 1}, headers=headers)
        item_id = added.json()["cart_item"]["id"]
        answer = await client.patch(f"{ITEMS}/{item_id}", json={"quantity": 7}, headers=headers)
        sentence = "Not enough stock available. Only 6 items left."
        assert (answer.status_code, answer.json()["message"]) == (422, sentence)

    async def test_malformed_json_is_told_after_an_unknown_line_and_before_a_foreign_one(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        headers = {**world.bearer("consumer"), "content-type": "application/json"}
        statuses = [
            (await client.patch(f"{ITEMS}/{item_id}", content="{", headers=headers)).status_code
            for item_id in (999, 2, 1)
        ]
        assert statuses == [404, 400, 400]

    async def test_clearing_empties_the_callers_cart_only(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("consumer")
        await client.post(ITEMS, json={"product_id": CHEESE, "quantity": 1}, headers=headers)
        answer = await client.delete(CLEAR, headers=headers)
        assert answer.status_code == 200
        assert answer.json() == {"message": "Cart cleared successfully", **EMPTY}
        assert [row["id"] for row in await snapshot(owner, "agora", "cart_items")] == [2]
        assert await count(owner, "hedgerow", "cart_items") == 2
        assert (await audited(owner))[1:] == [
            ("clear", 1, '{"quantity": 2, "product_id": 1}', None),
            ("clear", 3, '{"quantity": 1, "product_id": 3}', None),
        ]
        again = await client.delete(CLEAR, headers=headers)
        assert again.json() == {"message": "Cart cleared successfully", **EMPTY}


class TestMerging:
    async def test_quantities_add_up_and_new_products_get_lines_in_their_order(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        items = [
            {"product_id": CHEESE, "quantity": 1},
            {"product_id": HONEY, "quantity": 2},
            {"product_id": OLIVES, "quantity": 3},
            {"product_id": CHEESE, "quantity": 1},
        ]
        answer = await client.post(SYNC, json={"items": items}, headers=world.bearer("consumer"))
        assert answer.status_code == 200
        body = answer.json()
        assert [
            (line["id"], line["product"]["id"], line["quantity"], line["product"]["stock"])
            for line in body["cart_items"]
        ] == [(1, OLIVES, 5, 100), (3, CHEESE, 2, 100), (4, HONEY, 2, 6)]
        assert (body["total_items"], body["total_amount"]) == (9, "57.00")
        assert sorted(row[:2] for row in await audited(owner)) == [
            ("merge", 1),
            ("merge", 3),
            ("merge", 4),
        ]

    @pytest.mark.parametrize(
        ("items", "expected"),
        [
            ([(HONEY, 500)], {OLIVES: 2, HONEY: 6}),
            ([(OLIVES, 500)], {OLIVES: 100}),
            ([(OLIVES, 2**63 - 1), (OLIVES, 2**63 - 1)], {OLIVES: 100}),
            ([(999, 5), (HIDDEN, 2), (SOLD_OUT, 1), (HONEY, 1)], {OLIVES: 2, HONEY: 1}),
            ([(HONEY, 0), (CHEESE, -5), (-1, 1)], {OLIVES: 2}),
        ],
    )
    async def test_what_cannot_be_had_is_cut_or_left_out(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        items: list[tuple[int, int]],
        expected: dict[int, int],
    ) -> None:
        body = {"items": [{"product_id": product, "quantity": many} for product, many in items]}
        answer = await client.post(SYNC, json=body, headers=world.bearer("consumer"))
        assert answer.status_code == 200
        assert await quantities(owner) == expected
        assert answer.json()["total_items"] == sum(expected.values())

    @pytest.mark.parametrize(
        ("body", "errors"),
        [
            ({}, {"items": ["The items field is required."]}),
            ({"items": []}, {"items": ["The items field is required."]}),
            ({"items": "x"}, {"items": ["The items field must be an array."]}),
            (
                {"items": [1]},
                {
                    "items.0.product_id": ["The items.0.product_id field is required."],
                    "items.0.quantity": ["The items.0.quantity field is required."],
                },
            ),
        ],
    )
    async def test_a_cart_of_the_wrong_shape_is_told(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        body: dict[str, object],
        errors: dict[str, list[str]],
    ) -> None:
        answer = await client.post(SYNC, json=body, headers=world.bearer("consumer"))
        assert answer.status_code == 422
        assert answer.json()["errors"] == errors
        assert await quantities(owner) == {OLIVES: 2}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ITEMS),
        ("POST", ITEMS),
        ("PATCH", f"{ITEMS}/1"),
        ("PATCH", f"{ITEMS}/999"),
        ("DELETE", f"{ITEMS}/1"),
        ("DELETE", CLEAR),
        ("POST", SYNC),
    ],
)
async def test_a_guest_has_no_cart_here(
    client: httpx.AsyncClient, owner: Connection, method: str, path: str
) -> None:
    body = None if method in ("GET", "DELETE") else {"product_id": 1, "quantity": 1}
    answer = await client.request(method, path, json=body)
    assert answer.status_code == 401
    assert answer.json()["error"] == "unauthenticated"
    assert await count(owner, "agora", "cart_items") == 2
