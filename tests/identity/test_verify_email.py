"""Proving an address (contract: auth/email/verify, auth/email/resend, register)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.identity.letters import events, newest_secret, shop_with, verified
from tests.support.inspect import count, snapshot
from tests.support.world import CONSUMER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

VERIFY = "/api/v1/auth/email/verify"
RESEND = "/api/v1/auth/email/resend"
TOPIC = "email_verification_requested"
EMAIL = "consumer@example.com"
ASKED = {
    "message": "If an account exists with this email and is not yet verified, "
    "you will receive a verification link."
}
INVALID = "Invalid or expired verification token."
NEW_ACCOUNT = {
    "name": "Nia New",
    "email": "nia@example.com",
    "password": "long enough",
    "password_confirmation": "long enough",
    "role": "consumer",
}
EXPIRED = "Verification token has expired. Please request a new one."


async def ask(client: httpx.AsyncClient, owner: Connection) -> str:
    assert (await client.post(RESEND, json={"email": EMAIL})).status_code == 200
    return await newest_secret(owner, TOPIC)


async def verify(client: httpx.AsyncClient, secret: str, email: str = EMAIL) -> httpx.Response:
    return await client.post(VERIFY, json={"token": secret, "email": email})


async def account(owner: Connection, account_id: int = CONSUMER) -> dict[str, Any]:
    [row] = await snapshot(owner, "agora", "accounts", f"id = {account_id}")
    return dict(row)


class TestAsking:
    async def test_an_address_that_is_not_proved_gets_a_letter_for_a_day(
        self, client: httpx.AsyncClient, owner: Connection, clock: HeldClock
    ) -> None:
        answer = await client.post(RESEND, json={"email": "CONSUMER@example.com"})
        assert (answer.status_code, answer.json()) == (200, ASKED)
        [letter] = await events(owner, TOPIC)
        assert (letter["account_id"], letter["email"]) == (CONSUMER, EMAIL)
        [row] = await snapshot(owner, "agora", "one_time_secrets")
        assert row["expires_at"] == clock.moment + timedelta(hours=24)
        assert letter["secret"] not in row["secret_hash"]

    @pytest.mark.parametrize("email", ["ghost@example.com", EMAIL])
    async def test_everybody_else_gets_the_same_answer_and_no_letter(
        self, client: httpx.AsyncClient, owner: Connection, email: str
    ) -> None:
        await verified(owner, CONSUMER)
        answer = await client.post(RESEND, json={"email": email})
        assert (answer.status_code, answer.json()) == (200, ASKED)
        assert await count(owner, "agora", "one_time_secrets") == 0
        assert await count(owner, "agora", "outbox_events") == 0

    async def test_a_shop_without_letters_hands_the_secret_to_nobody(
        self, world: World, database_urls: DatabaseUrls, owner: Connection
    ) -> None:
        async with shop_with(database_urls, owner, mail_enabled=False) as client:
            assert (await client.post(RESEND, json={"email": EMAIL})).json() == ASKED
        assert await count(owner, "agora", "one_time_secrets") == 1
        assert await count(owner, "agora", "outbox_events") == 0


class TestVerifying:
    async def test_the_secret_proves_the_address(
        self, client: httpx.AsyncClient, owner: Connection, clock: HeldClock
    ) -> None:
        secret = await ask(client, owner)
        clock.moment += timedelta(hours=24)
        answer = await verify(client, secret)
        message = "Email verified successfully. You can now log in."
        assert (answer.status_code, answer.json()) == (200, {"message": message})
        row = await account(owner)
        assert (row["email_verified_at"], row["updated_at"]) == (clock.moment, clock.moment)
        assert await count(owner, "agora", "one_time_secrets") == 0
        assert (await verify(client, secret)).json()["message"] == INVALID

    async def test_an_address_that_was_proved_before_stays_so(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        secret = await ask(client, owner)
        await verified(owner, CONSUMER)
        before = await account(owner)
        answer = await verify(client, secret)
        assert (answer.status_code, answer.json()) == (
            200,
            {"message": "Email is already verified."},
        )
        assert await account(owner) == before
        assert await count(owner, "agora", "one_time_secrets") == 0

    async def test_after_a_day_it_says_so_and_proves_nothing(
        self, client: httpx.AsyncClient, owner: Connection, clock: HeldClock
    ) -> None:
        secret = await ask(client, owner)
        clock.moment += timedelta(hours=24, seconds=1)
        sentences = [(await verify(client, secret)).json()["message"] for _ in range(2)]
        assert sentences == [EXPIRED, INVALID]
        assert (await account(owner))["email_verified_at"] is None

    async def test_a_wrong_secret_and_another_s_address_prove_nothing(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        secret = await ask(client, owner)
        for shown, email in (
            ("wrong", EMAIL),
            (secret[:-1], EMAIL),
            (secret, "other@example.com"),
            (secret, "ghost@example.com"),
        ):
            answer = await verify(client, shown, email)
            assert (answer.status_code, answer.json()["message"]) == (422, INVALID)
        assert await count(owner, "agora", "accounts", "email_verified_at IS NOT NULL") == 0

    async def test_of_ten_at_once_one_proves_it(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        secret = await ask(client, owner)
        answers = await asyncio.gather(*(verify(client, secret) for _ in range(10)))
        assert sorted(answer.status_code for answer in answers) == [200] + [422] * 9


class TestNewAccounts:
    """Asked where the shop says so; nobody is kept from signing in."""

    async def test_a_new_account_is_asked_and_told_so(
        self, world: World, database_urls: DatabaseUrls, owner: Connection
    ) -> None:
        async with shop_with(database_urls, owner, email_verification_required=True) as client:
            answer = await client.post("/api/v1/auth/register", json=NEW_ACCOUNT)
            login = {name: NEW_ACCOUNT[name] for name in ("email", "password")}
            assert (await client.post("/api/v1/auth/login", json=login)).status_code == 200
            secret = await newest_secret(owner, TOPIC)
            assert (await verify(client, secret, "nia@example.com")).status_code == 200
        body = answer.json()
        assert (answer.status_code, body["verification_sent"]) == (201, True)
        assert body["message"] == (
            "User registered successfully Please check your email to verify your account."
        )
        assert body["user"]["email_verified_at"] is None
        assert (await account(owner, 9))["email_verified_at"] is not None

    async def test_without_letters_nobody_is_asked(
        self, world: World, database_urls: DatabaseUrls, owner: Connection
    ) -> None:
        settings = {"email_verification_required": True, "mail_enabled": False}
        async with shop_with(database_urls, owner, **settings) as client:
            body = (await client.post("/api/v1/auth/register", json=NEW_ACCOUNT)).json()
        assert body["message"] == "User registered successfully"
        assert body["verification_sent"] is False
        assert await count(owner, "agora", "one_time_secrets") == 0
