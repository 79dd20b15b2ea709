"""A forgotten password (contract: auth/password/forgot, auth/password/reset)."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import bcrypt
import pytest

from tests.identity.letters import events, newest_secret, shop_with
from tests.support.browser import sign_in
from tests.support.inspect import change, count, snapshot
from tests.support.world import CONSUMER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

FORGOT = "/api/v1/auth/password/forgot"
RESET = "/api/v1/auth/password/reset"
LOGIN = "/api/v1/auth/login"
TOPIC = "password_reset_requested"
EMAIL = "consumer@example.com"
NEW = "a brand new password"
ASKED = {"message": "If an account exists with this email, you will receive a password reset link."}
DONE = {"message": "Password has been reset successfully. Please log in with your new password."}
INVALID = "Invalid or expired reset token."
EXPIRED = "Reset token has expired. Please request a new one."


async def ask(client: httpx.AsyncClient, owner: Connection, email: str = EMAIL) -> str:
    """Ask for a letter and read it."""
    assert (await client.post(FORGOT, json={"email": email})).status_code == 200
    return await newest_secret(owner, TOPIC)


async def reset(
    client: httpx.AsyncClient, secret: str, email: str = EMAIL, password: str = NEW
) -> httpx.Response:
    form = {
        "token": secret,
        "email": email,
        "password": password,
        "password_confirmation": password,
    }
    return await client.post(RESET, json=form)


async def log_in(client: httpx.AsyncClient, password: str) -> int:
    return (await client.post(LOGIN, json={"email": EMAIL, "password": password})).status_code


async def kept(owner: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in await snapshot(owner, "agora", "one_time_secrets")]


class TestAsking:
    async def test_a_letter_is_asked_for_with_a_secret_of_which_only_the_hash_is_kept(
        self, client: httpx.AsyncClient, owner: Connection, clock: HeldClock
    ) -> None:
        answer = await client.post(FORGOT, json={"email": "Consumer@Example.com"})
        assert (answer.status_code, answer.json()) == (200, ASKED)
        [letter] = await events(owner, TOPIC)
        secret = letter.pop("secret")
        assert letter == {
            "account_id": CONSUMER,
            "email": EMAIL,
            "name": "Cora Consumer",
            "language": None,
        }
        assert (len(secret), secret.isalnum()) == (64, True)
        [row] = await kept(owner)
        assert row["secret_hash"] == f"sha256:{hashlib.sha256(secret.encode()).hexdigest()}"
        assert row["expires_at"] == clock.moment + timedelta(minutes=60)
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert (entry["action"], entry["resource_id"]) == ("request_password_reset", CONSUMER)

    async def test_an_unknown_address_answers_the_same_and_leaves_nothing(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        answer = await client.post(FORGOT, json={"email": "ghost@example.com"})
        assert (answer.status_code, answer.json()) == (200, ASKED)
        assert await kept(owner) == []
        assert await count(owner, "agora", "outbox_events") == 0
        assert await count(owner, "agora", "audit_entries") == 0

    async def test_a_newer_letter_makes_the_older_one_useless(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        first, second = await ask(client, owner), await ask(client, owner)
        assert len(await kept(owner)) == 1
        assert (await reset(client, first)).json()["message"] == INVALID
        assert (await reset(client, second)).status_code == 200

    async def test_a_shop_without_letters_hands_the_secret_to_nobody(
        self, world: World, database_urls: DatabaseUrls, owner: Connection
    ) -> None:
        async with shop_with(database_urls, owner, mail_enabled=False) as client:
            answer = await client.post(FORGOT, json={"email": EMAIL})
        assert (answer.status_code, answer.json()) == (200, ASKED)
        assert len(await kept(owner)) == 1
        assert await count(owner, "agora", "outbox_events") == 0

    @pytest.mark.parametrize("email", [None, "", "bad", ["a"], 7])
    async def test_what_is_no_address_is_named(
        self, client: httpx.AsyncClient, owner: Connection, email: object
    ) -> None:
        answer = await client.post(FORGOT, json={"email": email})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["email"])
        assert await kept(owner) == []


class TestResetting:
    async def test_the_secret_sets_a_new_password_and_ends_every_sign_in(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await sign_in(client, EMAIL)
        assert await count(owner, "agora", "sessions") == 1
        answer = await reset(client, await ask(client, owner))
        assert (answer.status_code, answer.json()) == (200, DONE)
        for table in ("access_tokens", "sessions"):
            assert await count(owner, "agora", table, f"account_id = {CONSUMER}") == 0
        assert await count(owner, "agora", "access_tokens") == 7
        profile = "/api/v1/auth/profile"
        for headers in (world.bearer("consumer"), {"origin": "http://agora.test"}):
            assert (await client.get(profile, headers=headers)).status_code == 401
        assert (await client.get(profile, headers=world.bearer("producer"))).status_code == 200
        known = await owner.fetchval("SELECT count(*) FROM token_directory")
        # Seven accounts of agora and eight of hedgerow have their token.
        assert known == 15
        assert [await log_in(client, "password"), await log_in(client, NEW)] == [401, 200]

    async def test_the_trail_shows_it_without_the_secret_or_the_hash(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        secret = await ask(client, owner)
        await reset(client, secret)
        entries = await snapshot(owner, "agora", "audit_entries")
        assert entries[-1]["action"] == "reset_password"
        written = " ".join(str(dict(entry)) for entry in entries)
        assert secret not in written
        assert "$argon2" not in written

    async def test_it_works_once(self, client: httpx.AsyncClient, owner: Connection) -> None:
        secret = await ask(client, owner)
        assert (await reset(client, secret)).status_code == 200
        again = await reset(client, secret, password="another new password")
        assert (again.status_code, again.json()["message"]) == (422, INVALID)
        assert await log_in(client, NEW) == 200

    @pytest.mark.parametrize(("minutes", "seconds", "status"), [(60, 0, 200), (60, 1, 422)])
    async def test_it_works_for_an_hour(
        self,
        client: httpx.AsyncClient,
        owner: Connection,
        clock: HeldClock,
        minutes: int,
        seconds: int,
        status: int,
    ) -> None:
        secret = await ask(client, owner)
        clock.moment += timedelta(minutes=minutes, seconds=seconds)
        assert (await reset(client, secret)).status_code == status

    async def test_one_that_is_over_says_so_once_and_changes_nothing(
        self, client: httpx.AsyncClient, owner: Connection, clock: HeldClock
    ) -> None:
        secret = await ask(client, owner)
        clock.moment += timedelta(hours=2)
        sentences = [(await reset(client, secret)).json()["message"] for _ in range(2)]
        assert sentences == [EXPIRED, INVALID]
        assert await kept(owner) == []
        assert await log_in(client, "password") == 200

    async def test_it_opens_the_account_that_it_was_sent_to_and_no_other(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        secret = await ask(client, owner)
        for email in ("other@example.com", "ghost@example.com"):
            answer = await reset(client, secret, email)
            assert (answer.status_code, answer.json()["message"]) == (422, INVALID)
        there = {"host": "hedgerow.test"}
        form = {"token": secret, "email": EMAIL, "password": NEW, "password_confirmation": NEW}
        elsewhere = await client.post(RESET, json=form, headers=there)
        assert elsewhere.json()["message"] == INVALID
        assert len(await kept(owner)) == 1
        assert (await reset(client, secret, "CONSUMER@example.com")).status_code == 200

    async def test_a_letter_to_an_address_that_was_left_opens_nothing(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        secret = await ask(client, owner)
        moved = f"UPDATE accounts SET email = 'moved@example.com' WHERE id = {CONSUMER}"
        await change(owner, "agora", moved)
        for email in (EMAIL, "moved@example.com"):
            assert (await reset(client, secret, email)).json()["message"] == INVALID

    async def test_a_secret_of_an_imported_shop_is_kept_as_bcrypt_and_works(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await ask(client, owner)
        old = bcrypt.hashpw(b"old-secret", bcrypt.gensalt(4)).decode().replace("$2b", "$2y")
        await change(owner, "agora", f"UPDATE one_time_secrets SET secret_hash = '{old}'")
        assert (await reset(client, "wrong")).status_code == 422
        assert (await reset(client, "old-secret")).status_code == 200

    async def test_a_password_that_breaks_the_rules_leaves_the_secret_usable(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        secret = await ask(client, owner)
        short = await reset(client, secret, password="short")
        assert list(short.json()["errors"]) == ["password"]
        assert (await reset(client, secret)).status_code == 200


async def test_of_twenty_who_come_with_the_same_secret_one_sets_the_password(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    secret = await ask(client, owner)
    passwords = [f"password number {number}" for number in range(20)]
    answers = await asyncio.gather(
        *(reset(client, secret, password=password) for password in passwords)
    )
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [200] + [422] * 19
    assert await log_in(client, passwords[statuses.index(200)]) == 200
    resets = "action = 'reset_password'"
    assert await count(owner, "agora", "audit_entries", resets) == 1


async def test_who_signs_in_with_the_old_password_meanwhile_is_not_signed_in_afterwards(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    for _ in range(3):
        secret = await ask(client, owner)
        await asyncio.gather(reset(client, secret), *(log_in(client, "password") for _ in range(8)))
        tokens = await snapshot(owner, "agora", "access_tokens", f"account_id = {CONSUMER}")
        assert tokens == []
        assert [await log_in(client, "password"), await log_in(client, NEW)] == [401, 200]
        assert (await reset(client, await ask(client, owner), password="password")).is_success
