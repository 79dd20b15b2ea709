"""The old shop moves in: everything, once, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

import asyncpg
import bcrypt
import msgspec
import pytest

from api.kit.authz import Principal
from api.kit.db import Scope
from api.kit.ids import next_id
from ops.data.database_url import with_database
from ops.data.laravel.importing import CannotPlace, NewTenant, import_installation
from ops.data.laravel.old_row import OldRow
from ops.data.laravel.source import read_source
from ops.refusal import Refusal
from tests.ops.old_shop import BORN, EXPIRED_TOKEN, PASSWORD, TOKEN, old_shop, source_of
from tests.support.database import admin_of, drop_database
from tests.support.world import MOMENT

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    import httpx
    from asyncpg import Connection, Record

    from api.kit.db import Database
    from ops.data.laravel.importing import TableReport
    from ops.data.provision import DatabaseUrls
    from tests.ops.old_shop import Row
    from tests.support.database import Server

OLD_DATABASE = "stoa_test_old_shop"
_NUMBERS = count(1)


def _new_tenant(name: str) -> NewTenant:
    """Never the same twice: the application remembers for a moment which shop a host is."""
    slug = f"{name}-{next(_NUMBERS)}"
    return NewTenant(slug=slug, name=name, hosts=(f"{slug}.test",))


class Import:
    """Imports into the application's database, and looks at what came of it."""

    def __init__(self, database: Database, urls: DatabaseUrls, owner: Connection) -> None:
        self.database = database
        self.owner_url = urls.owner
        self.owner = owner
        self.old = _new_tenant("old")
        self.other = _new_tenant("other")

    async def run(
        self, tables: dict[str, list[Row]], tenant: NewTenant | None = None
    ) -> dict[str, TableReport]:
        """Import; what became of each old table's rows."""
        source = source_of(tables)
        reports = await import_installation(
            self.database, self.owner_url, source, tenant or self.old, MOMENT
        )
        return {report.table: report for report in reports}

    async def tenant_id(self, tenant: NewTenant | None = None) -> UUID:
        found: UUID = await self.owner.fetchval(
            "SELECT id FROM tenants WHERE slug = $1", (tenant or self.old).slug
        )
        return found

    async def rows(self, table: str, tenant: NewTenant | None = None) -> list[Record]:
        """A table's rows of one tenant, by their keys."""
        tenant_id = await self.tenant_id(tenant)
        async with self.owner.transaction():
            await self.owner.execute(f"SET LOCAL app.tenant_id = '{tenant_id}'")
            statement = f'SELECT * FROM "{table}" WHERE tenant_id = $1 ORDER BY 1, 2'
            return list(await self.owner.fetch(statement, tenant_id))

    async def everything(self) -> dict[str, list[Record]]:
        """All rows of all tables that the tenant has."""
        names = await self.owner.fetch(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE a.attname = 'tenant_id' AND c.relkind = 'r' AND c.relrowsecurity"
        )
        return {name["relname"]: await self.rows(name["relname"]) for name in names}


@pytest.fixture
def importing(
    world: object, database: Database, database_urls: DatabaseUrls, owner: Connection
) -> Import:
    return Import(database, database_urls, owner)


async def test_ids_hashes_moments_and_amounts_are_kept(importing: Import) -> None:
    tables = old_shop()
    await importing.run(tables)
    accounts = {row["id"]: row for row in await importing.rows("accounts")}
    assert [row["email"] for row in accounts.values()] == ["buyer@old.test", "grower@old.test"]
    assert accounts[3]["password_hash"] == tables["users"][0]["password"]
    assert accounts[3]["created_at"].isoformat() == "2025-03-01T08:00:00+00:00"
    prices = {row["id"]: row["price"] for row in await importing.rows("products")}
    assert prices == {5: 420, 9: 1250}
    assert [row["on_hand"] for row in await importing.rows("stock_levels")] == [40, 40]
    (order,) = await importing.rows("orders")
    assert (order["id"], order["account_id"], order["total"]) == (11, 3, 1610)
    assert (order["refund_id"], order["refunded_amount"]) == ("re_1", 350)
    # The oldest orders named no channel and did not count in cents.
    assert _json(order["said_before"]) == {"channel": None, "total_cents": None}


async def test_a_line_without_a_producer_is_the_products_own_and_makes_its_share(
    importing: Import,
) -> None:
    await importing.run(old_shop())
    (line,) = await importing.rows("order_lines")
    assert (line["id"], line["producer_id"], line["seller_name"]) == (31, 2, "Old Grove Ltd")
    (share,) = await importing.rows("fulfilments")
    assert (share["order_id"], share["producer_id"], share["subtotal"]) == (11, 2, 1260)
    assert (share["status"], share["locked_at"]) == ("delivered", None)


async def test_new_numbers_go_on_where_the_old_sequences_stood(importing: Import) -> None:
    await importing.run(old_shop())
    tenant_id = await importing.tenant_id()
    scope = Scope(
        tenant_id=tenant_id,
        principal=Principal(tenant_id=tenant_id),
        moment=MOMENT,
        request_id="numbers",
    )
    async with importing.database.unit_of_work(scope) as uow:
        entities = ("accounts", "orders", "products", "order_lines", "access_tokens")
        assert [await next_id(uow, entity) for entity in entities] == [18, 29, 10, 32, 9]


async def test_imported_people_sign_in_and_imported_tokens_work(
    importing: Import, client: httpx.AsyncClient
) -> None:
    await importing.run(old_shop())
    at_old = {"host": importing.old.hosts[0], "accept": "application/json"}
    answer = await client.post(
        "/api/v1/auth/login",
        json={"email": "buyer@old.test", "password": PASSWORD},
        headers=at_old,
    )
    assert answer.status_code == 200
    me = {**at_old, "authorization": f"Bearer {TOKEN}"}
    assert (await client.get("/api/user", headers=me)).json()["id"] == 3
    expired = {**at_old, "authorization": f"Bearer {EXPIRED_TOKEN}"}
    assert (await client.get("/api/user", headers=expired)).status_code == 401


async def test_addresses_businesses_and_letters_that_were_sent_come_along(
    importing: Import, client: httpx.AsyncClient
) -> None:
    tables = old_shop()
    times = {"created_at": "2026-01-15T11:30:00", "updated_at": "2026-01-15T11:30:00"}
    sent = bcrypt.hashpw(b"sent", bcrypt.gensalt(4)).decode().replace("$2b", "$2y")
    lines = {"name": "Buyer", "line1": "Ermou 1", "line2": None, "city": "Athens", "phone": None}
    tables["addresses"] = [
        {"id": 6, "user_id": 3, "type": "shipping", "postal_code": "10563", "country": "GR"}
        | lines
        | times
    ]
    tables["businesses"] = [
        {"id": 4, "user_id": 3, "company_name": "Bistro", "business_type": "deli"}
        | {"status": "rejected", "rejection_reason": "No tax id", "contact_person": "Buyer"}
        | times
    ]
    tables["password_reset_tokens"] = [
        {"email": "Buyer@old.test", "token": sent, "created_at": times["created_at"]},
    ]
    tables["email_verification_tokens"] = [
        {"id": 1, "email": "buyer@old.test", "token": "older"}
        | {"created_at": "2026-01-15T11:00:00", "updated_at": "2026-01-15T11:00:00"},
        {"id": 2, "email": "buyer@old.test", "token": sent, **times},
    ]
    await importing.run(tables)
    (business,) = await importing.rows("businesses")
    assert (business["rejection_reason"], business["contact_person"]) == ("No tax id", "Buyer")
    secrets = await importing.rows("one_time_secrets")
    kinds = sorted((row["account_id"], row["purpose"]) for row in secrets)
    assert kinds == [(3, "email_verification"), (3, "password_reset")]
    at_old = {"host": importing.old.hosts[0], "accept": "application/json"}
    me = {**at_old, "authorization": f"Bearer {TOKEN}"}
    kept = (await client.get("/api/v1/auth/shipping-address", headers=me)).json()
    assert (kept["source"], kept["address"]["line1"]) == ("saved_address", "Ermou 1")
    proof = {"token": "sent", "email": "buyer@old.test"}
    verified = await client.post("/api/v1/auth/email/verify", json=proof, headers=at_old)
    assert verified.status_code == 200
    new = {"password": "a new password", "password_confirmation": "a new password"}
    reset = await client.post("/api/v1/auth/password/reset", json=proof | new, headers=at_old)
    assert reset.status_code == 200


async def test_parcels_and_commission_rules_come_along(importing: Import) -> None:
    tables = old_shop()
    times = {"created_at": BORN, "updated_at": BORN}
    parcel = {"order_id": 11, "carrier_code": "ELTA", "status": "labeled", **times}
    label = "https://acs.example/labels/2.pdf"
    tables["shipments"] = [
        {**parcel, "id": 1, "tracking_code": "DX1", "label_url": "storage/labels/1.pdf"},
        {**parcel, "id": 2, "tracking_code": "ACS100000002", "label_url": label},
        {**parcel, "id": 3, "tracking_code": "DX3", "label_url": None, "status": "pending"},
    ]
    rule = {"scope_category_id": 7, "scope_producer_id": None, "fixed_fee_cents": 50}
    tables["commission_rules"] = [
        {"id": 4, "scope_channel": "B2C", "percent": Decimal("12.35"), "priority": 1, **rule}
        | {"tier_min_amount_cents": 0, "tier_max_amount_cents": 10000, "active": False}
        | {"vat_mode": "INCLUDE", "rounding_mode": "UP", "effective_to": None}
        | {"effective_from": "2026-01-15T10:00:00", **times}
    ]
    tables["fee_rules"] = [
        {"id": 5, "producer_id": 2, "category_id": None, "channel": "b2b", "priority": 100}
        | {"rate": Decimal("0.0725"), "fee_vat_rate": None, "is_active": True}
        | {"effective_from": "2026-01-15", "effective_to": "2026-12-31", **times}
    ]
    await importing.run(tables)
    [fee] = await importing.rows("fee_rules")
    assert (fee["rate_basis_points"], fee["vat_basis_points"]) == (725, None)
    assert (fee["effective_from"], fee["effective_to"]) == (date(2026, 1, 15), date(2026, 12, 31))
    parcels = await importing.rows("shipments")
    assert [row["provider"] for row in parcels] == ["internal", "acs", "internal"]
    [stored] = await importing.rows("commission_rules")
    assert (stored["rate_basis_points"], stored["fixed_fee"]) == (1235, 50)
    assert (stored["tier_minimum"], stored["tier_maximum"]) == (0, 10_000)
    assert stored["effective_from"] == datetime(2026, 1, 15, 10, tzinfo=UTC)
    assert (stored["scope_category_id"], stored["active"]) == (7, False)


async def test_a_second_import_of_the_same_source_changes_nothing(importing: Import) -> None:
    await importing.run(old_shop())
    before = await importing.everything()
    reports = await importing.run(old_shop())
    assert await importing.everything() == before
    assert {(report.placed, report.carried) for report in reports.values()} == {(0, 0)}
    assert sum(report.unchanged for report in reports.values()) == 10


async def test_a_changed_row_is_told_and_left_and_a_new_one_comes_along(importing: Import) -> None:
    await importing.run(old_shop())
    tables = old_shop()
    tables["products"][0]["price"] = Decimal("9.99")
    tables["users"].append({**tables["users"][0], "id": 18, "email": "late@old.test"})
    reports = await importing.run(tables)
    assert reports["products"].changed == ["5"]
    assert (reports["users"].placed, reports["users"].unchanged) == (1, 2)
    assert {row["id"]: row["price"] for row in await importing.rows("products")}[5] == 420
    assert [row["id"] for row in await importing.rows("accounts")] == [3, 4, 18]


@pytest.mark.parametrize(
    ("table", "change", "reason"),
    [
        ("products", {"price": Decimal("4.205")}, "price 4.205 is finer than EUR can be paid"),
        ("products", {"producer_id": 77}, "producers has no row 77"),
        ("orders", {"user_id": 77}, "users has no row 77"),
        ("orders", {"public_token": None}, "public_token is empty"),
        ("personal_access_tokens", {"abilities": '["read"]'}, "it may only"),
        ("personal_access_tokens", {"tokenable_type": "App\\Models\\Shop"}, "it belongs to a"),
    ],
)
async def test_a_row_that_cannot_stand_is_named_and_nothing_is_stored(
    importing: Import, table: str, change: Row, reason: str
) -> None:
    tables = old_shop()
    tables[table][0].update(change)
    with pytest.raises(CannotPlace, match="nothing was imported") as refused:
        await importing.run(tables)
    key = tables[table][0]["id"]
    assert any(told.startswith(f"{table} {key}: {reason}") for told in refused.value.reasons)
    assert {table: rows for table, rows in (await importing.everything()).items() if rows} == {}


async def test_what_the_database_refuses_is_told_and_nothing_is_stored(
    importing: Import, client: httpx.AsyncClient
) -> None:
    tables = old_shop()
    tables["users"][1]["email"] = "BUYER@old.test"
    with pytest.raises(Refusal, match="accounts_email_key"):
        await importing.run(tables)
    assert {table: rows for table, rows in (await importing.everything()).items() if rows} == {}
    closed = {"host": importing.old.hosts[0]}
    visit = await client.get("/api/v1/public/products", headers=closed)
    assert visit.status_code == 404


async def test_whom_the_old_shop_told_of_what_comes_along(importing: Import) -> None:
    sent = {"sent_at": "2026-01-12T07:00:00", "created_at": None, "updated_at": None}
    letter = {"recipient_email": "grower@old.test", **sent}
    about = {"recipient_type": "producer", "recipient_id": 2, "event": "order_placed"}
    tables: dict[str, list[Row]] = {
        **old_shop(),
        "order_notifications": [{"id": 4, "order_id": 11, **about, **letter}],
        "producer_digests": [
            {
                "id": 6,
                "producer_id": 2,
                "period_start": "2026-01-05",
                "period_end": "2026-01-11",
                "orders_count": 3,
                "gross_revenue": Decimal("41.20"),
                **letter,
            }
        ],
        "AdminUser": [
            {"id": "adm1", "phone": "+30690", "email": "desk@old.test", "isActive": True},
            {"id": "adm2", "phone": None, "email": "nobody@old.test", "isActive": None},
        ],
    }
    await importing.run(tables)
    [told] = await importing.rows("order_notifications")
    assert (told["order_id"], told["recipient_id"], told["event"]) == (11, 2, "order_placed")
    assert told["created_at"] == told["sent_at"]
    [digest] = await importing.rows("producer_digests")
    assert (digest["producer_id"], digest["gross_revenue"]) == (2, 4120)
    assert str(digest["period_start"]) == "2026-01-05"
    [operator] = await importing.rows("operators")
    assert (operator["external_key"], operator["phone"]) == ("adm1", "+30690")
    kept = {row["source_key"]: row for row in await importing.rows("imported_rows")}
    assert _json(kept["adm2"]["remainder"])["email"] == "nobody@old.test"


async def test_what_has_no_place_yet_is_kept_whole(importing: Import) -> None:
    reports = await importing.run(old_shop())
    assert (reports["tax_rates"].carried, reports["tax_rates"].placed) == (1, 0)
    kept = {
        (row["source_table"], row["source_key"]): row["remainder"]
        for row in await importing.rows("imported_rows")
    }
    assert _json(kept["tax_rates", "1"]) == {
        "id": 1,
        "name": "VAT-24",
        "rate_percent": 24,
        "created_at": "2025-03-01T08:00:00",
        "updated_at": "2025-03-01T08:00:00",
    }
    assert _json(kept["orders", "11"]) == {"stripe_transfer_id": "tr_1"}
    assert kept["order_items", "31"] is None


async def test_what_an_earlier_version_had_no_place_for_is_placed_by_this_one(
    importing: Import,
) -> None:
    await importing.run(old_shop())
    placed = await importing.everything()
    line = old_shop()["order_items"][0]
    # As a version without order lines left it: nothing placed, the row kept whole.
    tenant_id = await importing.tenant_id()
    async with importing.owner.transaction():
        await importing.owner.execute(f"SET LOCAL app.tenant_id = '{tenant_id}'")
        await importing.owner.execute("DELETE FROM order_lines WHERE tenant_id = $1", tenant_id)
        await importing.owner.execute(
            "UPDATE imported_rows SET remainder = $2::jsonb "
            "WHERE tenant_id = $1 AND source_table = 'order_items'",
            tenant_id,
            msgspec.json.encode(OldRow("order_items", line).remainder()).decode(),
        )
    reports = await importing.run(old_shop())
    assert (reports["order_items"].placed, reports["order_items"].unchanged) == (1, 0)
    now = await importing.everything()
    changed = {table for table, rows in now.items() if rows != placed[table]}
    assert changed == {"audit_entries", "id_counters"}
    assert (await importing.run(old_shop()))["order_items"].unchanged == 1


async def test_an_import_is_written_down(importing: Import) -> None:
    await importing.run(old_shop())
    [entry] = await importing.rows("audit_entries")
    assert (entry["action"], entry["resource"]) == ("import", "tenant")
    assert _json(entry["after"])["products"] == 2


async def test_of_several_letters_the_last_one_counts_and_strangers_are_kept(
    importing: Import,
) -> None:
    tables = old_shop()
    letter = {"email": "Buyer@old.test", "token": "$2y$04$older", "created_at": BORN}
    tables["email_verification_tokens"] = [
        {**letter, "id": 1},
        {**letter, "id": 2, "token": "$2y$04$newer"},
        {**letter, "id": 3, "email": "nobody@old.test"},
    ]
    await importing.run(tables)
    (secret,) = await importing.rows("one_time_secrets")
    assert (secret["account_id"], secret["secret_hash"]) == (3, "$2y$04$newer")
    kept = {
        row["source_key"]: row["remainder"]
        for row in await importing.rows("imported_rows")
        if row["source_table"] == "email_verification_tokens"
    }
    assert kept["2"] is None
    assert _json(kept["1"])["token"] == "$2y$04$older"
    assert _json(kept["3"])["id"] == 3


async def test_two_imports_with_equal_ids_and_addresses_stay_apart(
    importing: Import, client: httpx.AsyncClient
) -> None:
    await importing.run(old_shop())
    forged = old_shop()
    for token in forged["personal_access_tokens"]:
        token["token"] = token["token"][::-1]
    forged["users"][0]["password"] = "$2y$04$" + "x" * 53
    await importing.run(forged, importing.other)
    assert len(await importing.rows("accounts", importing.other)) == 2
    login = {"email": "buyer@old.test", "password": PASSWORD}
    statuses = {
        host: (
            await client.post("/api/v1/auth/login", json=login, headers={"host": host})
        ).status_code
        for host in (*importing.old.hosts, *importing.other.hosts)
    }
    assert list(statuses.values()) == [200, 401]
    stranger = {"host": importing.other.hosts[0], "authorization": f"Bearer {TOKEN}"}
    assert (await client.get("/api/user", headers=stranger)).status_code != 200


async def test_a_token_of_another_tenant_cannot_be_imported(importing: Import) -> None:
    await importing.run(old_shop())
    with pytest.raises(Refusal, match="token_directory_pkey"):
        await importing.run(old_shop(), importing.other)
    assert await importing.rows("accounts", importing.other) == []


async def test_a_snapshot_file_is_read_without_floats(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    tables = {"users": [], "orders": [], "products": [{"id": 1, "price": 1234.5}]}
    sequences = {"products_id_seq": 19, "jobs_id_seq": None}
    path.write_bytes(msgspec.json.encode({"tables": tables, "sequences": sequences}))
    source = await read_source(str(path))
    assert source.tables["products"][0]["price"] == Decimal("1234.5")
    assert source.last_ids == {"products": 19}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        (b"no json", "is no snapshot"),
        (b'{"tables": {"users": []}}', "holds no table products, orders"),
    ],
)
async def test_a_source_that_is_none_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "snapshot.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refusal, match=sentence):
        await read_source(str(path))


async def test_a_row_is_the_same_from_a_database_as_from_a_snapshot(
    database_server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text(
        '{"tables": {"users": [], "orders": [], "products": [{"id": 1, "price": 1234.5, '
        '"allergens": ["milk"], "is_active": true, "created_at": "2025-03-01T08:00:00"}]}, '
        '"sequences": {"products_id_seq": 3}}'
    )
    address = await _old_database(database_server)
    try:
        live, snapshot = await read_source(address), await read_source(str(path))
    finally:
        await drop_database(database_server, OLD_DATABASE)
    assert live.last_ids == snapshot.last_ids == {"products": 3}
    assert set(live.tables) == set(snapshot.tables)
    (ours,), (theirs,) = live.tables["products"], snapshot.tables["products"]
    assert OldRow("products", ours).digest == OldRow("products", theirs).digest


async def _old_database(server: Server) -> str:
    """A database in the old form; the address of it."""
    async with admin_of(server.admin_url) as admin:
        await admin.execute(f"DROP DATABASE IF EXISTS {OLD_DATABASE}")
        await admin.execute(f"CREATE DATABASE {OLD_DATABASE}")
    address = with_database(server.admin_url, OLD_DATABASE)
    connection = await asyncpg.connect(address)
    await connection.execute(
        "CREATE TABLE users (id bigint); CREATE TABLE orders (id bigint); "
        "CREATE TABLE migrations (id bigint); "
        "CREATE TABLE products (id bigserial, price numeric(10, 2), allergens json, "
        "is_active boolean, created_at timestamp(0)); "
        "INSERT INTO products VALUES (1, 1234.50, '[\"milk\"]', true, '2025-03-01 08:00'); "
        "SELECT setval('products_id_seq', 3)"
    )
    await connection.close()
    return address


async def test_an_old_database_that_is_away_is_refused_without_its_password() -> None:
    with pytest.raises(Refusal) as refused:
        await read_source("postgresql://old:secret@127.0.0.1:1/laravel")
    assert "127.0.0.1:1/laravel" in refused.value.sentence
    assert "secret" not in refused.value.sentence


def _json(value: Any) -> Any:
    return msgspec.json.decode(value)
