"""Letters with a secret link: written once for each request, and the secret forgotten after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from api.catalog.service import remind_low_stock
from api.kit.outbox import emit
from tests.kit.scopes import work
from tests.notifications.post import SETTINGS, Post
from tests.support.inspect import change, count, snapshot
from tests.support.world import SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from api.kit.db import Database
    from tests.support.world import World

RESET = "password_reset_requested"
VERIFY = "email_verification_requested"
ASKED = {
    "account_id": 2,
    "email": "eleni@example.com",
    "name": "Ελένη",
    "language": "el",
    "secret": "s3cr3t-of-64",
}


async def request(
    database: Database, topic: str = RESET, shop: str = "agora", **changes: Any
) -> None:
    async with work(database, shop) as uow:
        await emit(uow, topic, {**ASKED, **changes})


@pytest.mark.parametrize(
    ("topic", "path", "subject"),
    [
        (RESET, "/reset-password", "Νέος κωδικός για τον λογαριασμό σας: agora"),
        (VERIFY, "/auth/verify-email", "Επιβεβαιώστε τη διεύθυνσή σας: agora"),
    ],
)
async def test_the_letter_bears_the_link_of_the_contract(
    database: Database, world: World, clock: HeldClock, topic: str, path: str, subject: str
) -> None:
    await request(database, topic)
    [letter] = await Post(database, clock).go_round()
    assert (letter.to_name, letter.to_address) == ("Ελένη", "eleni@example.com")
    assert (letter.subject, letter.from_name, letter.language) == (subject, "agora", "el")
    [link] = [word for word in letter.text.split() if "token=" in word]
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "agora.localhost", path)
    assert parse_qs(parts.query) == {
        "token": ["s3cr3t-of-64"],
        "email": ["eleni@example.com"],
    }
    assert link.replace("&", "&amp;") in letter.html
    assert letter.moment == clock.moment


async def test_links_lead_where_the_setting_says(
    database: Database, world: World, clock: HeldClock
) -> None:
    settings = msgspec.structs.replace(SETTINGS, frontend_url="https://front.example/")
    await request(database)
    [letter] = await Post(database, clock, settings).go_round()
    assert "https://front.example/reset-password?token=s3cr3t-of-64&email=" in letter.text


@pytest.mark.parametrize(
    ("language", "spoken_here", "greeting"),
    [
        ("el", "en", "Γεια σας, Ελένη!"),
        ("en", "el", "Hello Ελένη,"),
        (None, "el", "Γεια σας, Ελένη!"),
        (None, "en", "Hello Ελένη,"),
        ("fr", "el", "Γεια σας, Ελένη!"),
    ],
)
async def test_the_letter_is_in_the_reader_s_language_or_the_shop_s(
    database: Database,
    world: World,
    owner: Connection,
    clock: HeldClock,
    language: str | None,
    spoken_here: str,
    greeting: str,
) -> None:
    await owner.execute("UPDATE tenants SET locale = $1 WHERE slug = 'agora'", spoken_here)
    await request(database, language=language)
    [letter] = await Post(database, clock).go_round()
    assert greeting in letter.text
    assert greeting in letter.html


async def test_a_name_cannot_write_into_the_letter(
    database: Database, world: World, clock: HeldClock
) -> None:
    await request(database, name="<b>Eve</b>")
    [letter] = await Post(database, clock).go_round()
    assert "<b>" not in letter.html
    assert "&lt;b&gt;Eve&lt;/b&gt;" in letter.html


async def test_the_secret_is_in_no_row_after_the_letter_went_out(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await request(database)
    await Post(database, clock).go_round()
    for table in ("outbox_events", "jobs", "audit_entries", "notifications"):
        rows = await snapshot(owner, "agora", table)
        assert [row for row in rows if "s3cr3t-of-64" in repr(row)] == []
    [job] = await snapshot(owner, "agora", "jobs")
    assert json.loads(job["payload"])["email"] == "eleni@example.com"


async def test_an_event_that_is_delivered_again_writes_no_second_letter(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await request(database)
    post = Post(database, clock)
    assert len(await post.go_round()) == 1
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS['agora']}'")
        await owner.execute(
            "UPDATE outbox_events SET handled_at = NULL, "
            """payload = payload || '{"secret": "again"}'"""
        )
    assert await post.go_round() == []
    await request(database)
    assert len(await post.go_round()) == 1


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("business_approved", "Η εταιρεία «Ταβέρνα» εγκρίθηκε."),
        ("business_rejected", "Ο λόγος: Λάθος ΑΦΜ"),
    ],
)
async def test_a_business_is_told_how_its_application_went(
    database: Database, world: World, clock: HeldClock, topic: str, said: str
) -> None:
    async with work(database) as uow:
        about = {key: value for key, value in ASKED.items() if key != "secret"}
        told = {"business_id": 1, "company_name": "Ταβέρνα", "reason": "Λάθος ΑΦΜ"}
        await emit(uow, topic, {**about, **told})
    [letter] = await Post(database, clock).go_round()
    assert said in letter.text
    assert "token" not in letter.text


@pytest.mark.parametrize(
    ("shop_says", "platform_says", "letters"),
    [(None, True, 1), (None, False, 0), (True, False, 1), (False, True, 0)],
)
async def test_an_imported_shop_follows_the_platform_unless_it_says_itself(
    database: Database,
    world: World,
    owner: Connection,
    clock: HeldClock,
    shop_says: bool | None,
    platform_says: bool,
    letters: int,
) -> None:
    settings = {} if shop_says is None else {"mail_enabled": shop_says}
    await owner.execute(
        "UPDATE tenants SET origin = 'imported', settings = settings || $1::jsonb "
        "WHERE slug = 'agora'",
        json.dumps(settings),
    )
    await request(database)
    post = Post(database, clock, msgspec.structs.replace(SETTINGS, enabled=platform_says))
    assert len(await post.go_round()) == letters
    assert await count(owner, "agora", "jobs", "status = 'done'") == 1
    assert await count(owner, "agora", "jobs", "payload ? 'secret'") == 0


@pytest.mark.parametrize(
    ("topic", "subject", "said"),
    [
        ("producer_approved", "Καλώς ήρθατε στους παραγωγούς μας", "/producer/products"),
        ("producer_rejected", "Η αίτησή σας ως παραγωγού", "Ο λόγος: Λείπει το ΑΦΜ"),
    ],
)
async def test_a_producer_is_told_what_the_shop_decided(
    database: Database, world: World, clock: HeldClock, topic: str, subject: str, said: str
) -> None:
    about = {key: value for key, value in ASKED.items() if key != "secret"}
    told = {**about, "producer_id": 1, "reason": "Λείπει το ΑΦΜ"}
    async with work(database) as uow:
        await emit(uow, topic, told)
        # A profile without account and address: nobody can be written.
        await emit(uow, topic, {**told, "account_id": None, "email": None})
    [letter] = await Post(database, clock).go_round()
    assert letter.subject == f"{subject}: agora"
    assert said in letter.text


async def test_whoever_changed_a_password_is_told_when_by_the_shop_s_clock(
    client: httpx.AsyncClient, database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    changed = await client.put(
        "/api/stoa/v1/account/password",
        json={
            "current_password": "password",
            "password": "a longer password",
            "password_confirmation": "a longer password",
        },
        headers=world.bearer("consumer"),
    )
    assert changed.status_code == 200, changed.text
    [letter] = await Post(database, clock).go_round()
    assert letter.to_address == "consumer@example.com"
    assert letter.subject == "Your password was changed: agora"
    assert "15 January 2026, 14:00" in letter.text
    assert "https://agora.localhost/auth/forgot-password" in letter.text


@pytest.mark.parametrize(("stock", "subject"), [(3, "Few are left"), (0, "Sold out")])
async def test_a_producer_is_written_of_low_stock_whatever_the_switch_says(
    client: httpx.AsyncClient,
    database: Database,
    world: World,
    owner: Connection,
    clock: HeldClock,
    stock: int,
    subject: str,
) -> None:
    await owner.execute("""UPDATE tenants SET settings = settings || '{"mail_enabled": false}'""")
    await change(owner, "agora", "UPDATE products SET name = E'Ελιές\nBcc: x@y.z' WHERE id = 1")
    answer = await client.patch(
        "/api/v1/producer/products/1/stock",
        json={"stock": stock},
        headers=world.bearer("producer"),
    )
    assert answer.status_code == 200, answer.text
    post = Post(database, clock)
    [letter] = await post.go_round()
    assert (letter.to_address, letter.name) == ("producer@example.com", "low_stock")
    assert letter.subject == f"{subject}: Ελιές Bcc: x@y.z"
    assert "https://agora.localhost/producer/products/1/edit" in letter.text
    assert await count(owner, "agora", "notifications", "type = 'low_stock'") == 1


async def test_every_morning_tells_again_of_what_is_still_low(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await change(owner, "agora", "UPDATE stock_levels SET on_hand = 2 WHERE variant_id = 1")
    post = Post(database, clock)
    for _ in range(2):
        async with work(database) as uow:
            await remind_low_stock(uow)
        assert "producer@example.com" in {each.to_address for each in await post.go_round()}


async def test_an_erased_account_is_not_written(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await change(owner, "agora", "UPDATE accounts SET anonymized_at = created_at WHERE id = 2")
    async with work(database) as uow:
        happened = {"account_id": 2, "happened_at": clock.moment.isoformat()}
        await emit(uow, "password_changed", happened)
    assert await Post(database, clock).go_round() == []
    assert await count(owner, "agora", "jobs", "status = 'done'") == 1
