"""Deleting a producer: kept without a name where orders name it, removed where nothing does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from api.catalog.service import find_wrong_counts
from api.producers.rules import DELETED_NAME, PERSONAL
from tests.kit.scopes import work
from tests.support.inspect import change, count, snapshot
from tests.support.world import ADMIN, PENDING_PRODUCER, PRODUCER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.db import Database
    from tests.support.world import World

PATH = "/api/v1/admin/producers"
GROVE, WAITING = 1, 3
GONE = "Ο παραγωγός έχει ήδη ανωνυμοποιηθεί"


async def row_of(owner: Connection, table: str, row_id: int) -> dict[str, Any]:
    [row] = await snapshot(owner, "agora", table, f"id = {row_id}")
    return dict(row)


async def delete(
    client: httpx.AsyncClient, world: World, producer_id: int, **body: object
) -> httpx.Response:
    return await client.request(
        "DELETE", f"{PATH}/{producer_id}", json=body, headers=world.operator()
    )


async def fill_in(owner: Connection, producer_id: int) -> None:
    """Give a producer a product nobody bought, papers, a bank account and everything personal."""
    await change(
        owner,
        "agora",
        f"""
        UPDATE producers SET email = 'farm@example.gr', phone = '210', iban = 'GR16', city = 'Arta',
            bank_account_holder = 'Pia', tax_office = 'Arta', address = 'Street 1',
            social_media = '{{"fb": "x"}}', haccp_declaration_doc_url = '/papers/haccp.pdf',
            latitude = 39, longitude = 21, website = 'https://farm.gr', description = 'We farm',
            is_active = true, status = 'active'
        WHERE id = {producer_id};
        INSERT INTO products (tenant_id, id, producer_id, name, title, slug, currency, price,
                              created_at, updated_at)
        SELECT tenant_id, 900, id, 'Leek', 'Leek', 'leek', 'EUR', 100, created_at, created_at
        FROM producers WHERE id = {producer_id};
        INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
        SELECT tenant_id, 900, 900, true, created_at FROM producers WHERE id = {producer_id};
        INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
        SELECT tenant_id, 900, 5, created_at FROM producers WHERE id = {producer_id};
        INSERT INTO listing_counts (tenant_id, facet, facet_id, audience, products)
        SELECT tenant_id, 'producer', id, 'everyone', 1 FROM producers WHERE id = {producer_id};
        UPDATE listing_counts SET products = products + 1
        WHERE facet = 'shop' AND audience = 'everyone';
        """,
    )


class TestOneWhomOrdersName:
    async def test_it_stays_without_anything_personal(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await delete(client, world, GROVE, reason="gdpr")
        assert answer.status_code == 200
        body = answer.json()
        assert (body["mode"], body["user_id"], body["user_anonymized"]) == ("soft", PRODUCER, True)
        assert body["references"] == {
            "order_items": 1,
            "order_shipping_lines": 1,
            "commission_settlements": 0,
        }
        assert body["snapshot"] == {
            "id": GROVE,
            "name": "Grove",
            "business_name": "Grove Ltd",
            "email_domain": "example.com",
            "has_email": True,
            "has_phone": False,
            "has_iban": False,
            "has_tax_id": True,
            "has_stripe_connect": False,
            "docs_count": 0,
            "created_at": "2026-01-15T12:00:00+00:00",
            "status": "active",
            "is_active": True,
        }
        row = await row_of(owner, "producers", GROVE)
        assert {row[column] for column in PERSONAL} == {None}
        assert (row["name"], row["slug"], row["is_active"]) == (DELETED_NAME, "grove", False)
        assert (row["deletion_reason"], row["account_id"]) == ("gdpr", PRODUCER)
        assert row["anonymized_at"] == row["updated_at"]
        assert row["removed_at"] is None

    async def test_its_owner_is_nobody_any_more(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await delete(client, world, GROVE)
        account = await row_of(owner, "accounts", PRODUCER)
        assert account["name"] == "Διαγραφημένος Χρήστης"
        assert account["email"].startswith("deleted-")
        assert account["anonymized_at"] is not None
        for table in ("access_tokens", "sessions"):
            assert await count(owner, "agora", table, f"account_id = {PRODUCER}") == 0
        kept = await owner.fetchval(
            "SELECT count(*) FROM token_directory WHERE credential_id = $1 AND kind = 'token'",
            PRODUCER,
        )
        assert kept == 1  # the other shop's account of the same number
        me = await client.get("/api/v1/producer/me", headers=world.bearer("producer"))
        assert me.status_code == 401
        login = await client.post(
            "/api/v1/auth/login", json={"email": "producer@example.com", "password": "password"}
        )
        assert login.status_code == 401

    async def test_its_products_stay_and_bear_the_name_of_nobody(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        await delete(client, world, GROVE)
        product = (await client.get("/api/v1/public/products/1")).json()
        assert product["producer"]["name"] == DELETED_NAME
        for path in ("/api/v1/public/producers/1", "/api/v1/producers/1"):
            assert (await client.get(path)).status_code == 404

    async def test_what_is_gone_is_not_brought_back(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await delete(client, world, GROVE)
        gone = await row_of(owner, "producers", GROVE)
        headers = world.operator()
        again = await delete(client, world, GROVE)
        assert (again.status_code, again.json()["message"]) == (409, GONE)
        preview = await client.get(f"{PATH}/{GROVE}/deletion-preview", headers=headers)
        assert preview.status_code == 409
        assert preview.json()["already_anonymized_at"] == "2026-01-15T12:00:00+00:00"
        for path, body in (("/approve", {}), ("/reject", {"rejection_reason": "x"}), ("", {})):
            answer = await client.patch(f"{PATH}/{GROVE}{path}", json=body, headers=headers)
            assert (answer.status_code, answer.json()["message"]) == (409, GONE)
        assert await row_of(owner, "producers", GROVE) == gone
        listed = (await client.get(PATH, headers=headers)).json()["data"]
        assert GROVE in [entry["id"] for entry in listed]


class TestOneWhomNothingNames:
    async def test_it_disappears_with_products_and_owner(
        self, client: httpx.AsyncClient, world: World, owner: Connection, database: Database
    ) -> None:
        await fill_in(owner, WAITING)
        preview = await client.get(f"{PATH}/{WAITING}/deletion-preview", headers=world.operator())
        assert preview.json() == {
            "mode": "hard",
            "references": {
                "order_items": 0,
                "order_shipping_lines": 0,
                "commission_settlements": 0,
            },
            "user_will_be_deleted": True,
            "has_stripe_connect": False,
            "doc_urls": ["/papers/haccp.pdf"],
        }
        answer = await delete(client, world, WAITING)
        body = answer.json()
        assert body["message"] == "Ο παραγωγός διαγράφηκε οριστικά"
        assert (body["mode"], body["user_anonymized"]) == ("hard", False)
        assert body["doc_urls_to_clean"] == ["/papers/haccp.pdf"]
        assert (body["snapshot"]["email_domain"], body["snapshot"]["docs_count"]) == (
            "example.gr",
            1,
        )
        row = await row_of(owner, "producers", WAITING)
        assert {row[column] for column in PERSONAL} == {None}
        assert (row["account_id"], row["slug"]) == (None, f"removed-{WAITING}")
        assert (await row_of(owner, "accounts", PENDING_PRODUCER))["anonymized_at"] is not None
        assert (await client.get("/api/v1/public/products/900")).status_code == 404
        async with work(database) as uow:
            assert await find_wrong_counts(uow) == []

    async def test_nobody_sees_it_again_and_its_names_are_free(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await fill_in(owner, WAITING)
        await delete(client, world, WAITING)
        headers = world.operator()
        listed = (await client.get(PATH, headers=headers)).json()
        assert WAITING not in [entry["id"] for entry in listed["data"]]
        assert listed["total"] == 2
        for call in (
            client.get(f"{PATH}/{WAITING}/deletion-preview", headers=headers),
            client.patch(f"{PATH}/{WAITING}/approve", headers=headers),
            client.get("/api/v1/public/producers/waiting"),
        ):
            assert (await call).status_code == 404
        again = await delete(client, world, WAITING)
        assert again.status_code == 404
        taken_over = await client.patch(
            "/api/v1/producer/profile", json={"slug": "waiting"}, headers=world.bearer("producer")
        )
        assert taken_over.status_code == 200
        signed_up = await client.post(
            "/api/v1/auth/register",
            json={
                "name": "Pia",
                "email": "pending@example.com",
                "password": "long enough",
                "password_confirmation": "long enough",
                "role": "consumer",
            },
        )
        assert signed_up.status_code == 201

    async def test_an_owner_with_orders_of_its_own_is_kept_for_them(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "agora", f"UPDATE orders SET account_id = {PENDING_PRODUCER}")
        preview = await client.get(f"{PATH}/{WAITING}/deletion-preview", headers=world.operator())
        assert preview.json()["user_will_be_deleted"] is False
        body = (await delete(client, world, WAITING)).json()
        assert (body["mode"], body["user_anonymized"]) == ("hard", True)

    async def test_an_admin_who_has_a_producer_stays_an_admin(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(
            owner, "agora", f"UPDATE producers SET account_id = {ADMIN} WHERE id = {WAITING}"
        )
        body = (await delete(client, world, WAITING)).json()
        assert (body["user_id"], body["user_anonymized"]) == (ADMIN, False)
        assert (await row_of(owner, "accounts", ADMIN))["anonymized_at"] is None
        assert (await client.get(PATH, headers=world.operator())).status_code == 200


async def test_what_must_be_cleaned_outside_is_told_without_anything_personal(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await fill_in(owner, WAITING)
    await change(
        owner, "agora", f"UPDATE producers SET stripe_connect_id = 'acct_1' WHERE id = {WAITING}"
    )
    body = (await delete(client, world, WAITING, reason="closed")).json()
    assert body["stripe_disconnect_ok"] is False
    [event] = await snapshot(owner, "agora", "outbox_events")
    assert event["topic"] == "producer_deleted"
    assert json.loads(event["payload"]) == {
        "producer_id": WAITING,
        "mode": "hard",
        "documents": ["/papers/haccp.pdf"],
        "stripe_connect_id": "acct_1",
    }
    entries = await snapshot(owner, "agora", "audit_entries")
    told = " ".join(f"{entry['before']} {entry['after']}" for entry in entries)
    assert sorted(entry["action"] for entry in entries) == ["anonymize", "delete"]
    assert "closed" in told
    assert not any(word in told for word in ("farm", "Pia", "GR16", "Arta"))


@pytest.mark.parametrize("reason", ["x" * 501, 5, ["x"]])
async def test_a_reason_that_is_none_stops_it(
    client: httpx.AsyncClient, world: World, owner: Connection, reason: object
) -> None:
    before = await row_of(owner, "producers", GROVE)
    answer = await delete(client, world, GROVE, reason=reason)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["reason"])
    assert await row_of(owner, "producers", GROVE) == before
