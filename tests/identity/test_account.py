"""One's own account in Stoa's dialect: seen, changed, its password and its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.identity.letters import events, newest_secret, shop_with
from tests.support.browser import csrf, sign_in
from tests.support.inspect import change, count, snapshot
from tests.support.world import CONSUMER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

ACCOUNT = "/api/stoa/v1/account"
PASSWORD = f"{ACCOUNT}/password"
EMAIL = f"{ACCOUNT}/email"
VERIFY = "/api/v1/auth/email/verify"
TOPIC = "email_verification_requested"
CORA: dict[str, Any] = {
    "id": CONSUMER,
    "name": "Cora Consumer",
    "email": "consumer@example.com",
    "email_verified_at": None,
    "new_email": None,
    "role": "consumer",
    "phone": None,
    "language": None,
    "unread_notifications": 0,
    "created_at": "2026-01-15T12:00:00Z",
    "updated_at": "2026-01-15T12:00:00Z",
}


async def account(owner: Connection) -> dict[str, Any]:
    [row] = await snapshot(owner, "agora", "accounts", f"id = {CONSUMER}")
    return dict(row)


class TestChanging:
    async def test_it_is_shown_and_changed_bit_by_bit(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("consumer")
        assert (await client.get(ACCOUNT, headers=headers)).json() == CORA
        sent = {"phone": " 6900000000 ", "language": "el"}
        answer = await client.patch(ACCOUNT, json=sent, headers=headers)
        assert answer.json() == {**CORA, "phone": "6900000000", "language": "el"}
        answer = await client.patch(ACCOUNT, json={"phone": None}, headers=headers)
        assert answer.json() == {**CORA, "language": "el"}
        assert await count(owner, "agora", "audit_entries") == 2

    async def test_what_is_equal_changes_nothing(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for sent in ({}, {"name": "Cora Consumer"}, {"role": "admin", "email": "x@example.com"}):
            answer = await client.patch(ACCOUNT, json=sent, headers=world.bearer("consumer"))
            assert answer.json() == CORA
        assert await count(owner, "agora", "audit_entries") == 0

    @pytest.mark.parametrize(
        "sent",
        [{"name": None}, {"name": ""}, {"name": "x" * 256}, {"phone": ["6"]}, {"language": "de"}],
    )
    async def test_what_breaks_a_rule_is_a_problem_that_names_the_field(
        self, client: httpx.AsyncClient, world: World, owner: Connection, sent: dict[str, Any]
    ) -> None:
        before = await account(owner)
        answer = await client.patch(ACCOUNT, json=sent, headers=world.bearer("consumer"))
        body = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.status_code, body["status"], body["title"]) == (
            422,
            422,
            "Unprocessable Entity",
        )
        assert body["type"] == "urn:stoa:problem:validation_failed"
        assert body["errors"].keys() == sent.keys()
        assert body["instance"].startswith("urn:stoa:request:")
        assert await account(owner) == before


class TestPassword:
    async def test_the_old_one_sets_a_new_one_and_only_this_sign_in_goes_on(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await sign_in(client, "consumer@example.com")
        sent = {"current_password": "password", "password": "a longer password"}
        answer = await client.put(
            PASSWORD,
            json={**sent, "password_confirmation": "a longer password"},
            headers=csrf(client),
        )
        # The world's token and the one that signing in made.
        assert (answer.status_code, answer.json()) == (200, {"ended": 2})
        assert (await client.get(ACCOUNT)).json()["id"] == CONSUMER
        other = world.bearer("consumer")
        del client.headers["origin"]
        assert (await client.get(ACCOUNT, headers=other)).status_code == 401
        for password, status in (("password", 401), ("a longer password", 200)):
            form = {"email": "consumer@example.com", "password": password}
            assert (await client.post("/api/v1/auth/login", json=form)).status_code == status
        [entry] = await snapshot(owner, "agora", "audit_entries", "action = 'change_password'")
        assert "$argon2" not in str(dict(entry))

    async def test_a_wrong_one_changes_nothing(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        before = await account(owner)
        sent = {"current_password": "wrong", "password": "a longer password"}
        answer = await client.put(
            PASSWORD,
            json={**sent, "password_confirmation": "a longer password"},
            headers=world.bearer("consumer"),
        )
        assert (answer.status_code, answer.json()["type"]) == (
            422,
            "urn:stoa:problem:wrong_password",
        )
        assert await account(owner) == before
        assert await count(owner, "agora", "access_tokens") == 8

    @pytest.mark.parametrize(
        ("password", "confirmation"),
        [("short", "short"), ("long enough", "different"), (None, None)],
    )
    async def test_a_new_one_that_breaks_a_rule_is_named(
        self,
        client: httpx.AsyncClient,
        world: World,
        password: str | None,
        confirmation: str | None,
    ) -> None:
        sent = {"current_password": "password", "password": password}
        answer = await client.put(
            PASSWORD,
            json={**sent, "password_confirmation": confirmation},
            headers=world.bearer("consumer"),
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["password"])


class TestEmail:
    async def ask(
        self, client: httpx.AsyncClient, world: World, email: str, password: str = "password"
    ) -> httpx.Response:
        return await client.post(
            EMAIL, json={"email": email, "password": password}, headers=world.bearer("consumer")
        )

    async def test_a_new_address_counts_when_its_letter_is_used(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await self.ask(client, world, "cora@example.org")
        assert (answer.status_code, answer.json()) == (202, {"new_email": "cora@example.org"})
        shown = (await client.get(ACCOUNT, headers=world.bearer("consumer"))).json()
        assert (shown["email"], shown["new_email"]) == (CORA["email"], "cora@example.org")
        [letter] = await events(owner, TOPIC)
        assert (letter["email"], letter["account_id"]) == ("cora@example.org", CONSUMER)
        proof = {"token": letter["secret"], "email": "cora@example.org"}
        assert (await client.post(VERIFY, json=proof)).status_code == 200
        row = await account(owner)
        assert (row["email"], row["email_verified_at"]) == ("cora@example.org", row["updated_at"])
        assert (await client.post(VERIFY, json=proof)).status_code == 422
        login = {"email": "cora@example.org", "password": "password"}
        assert (await client.post("/api/v1/auth/login", json=login)).status_code == 200

    async def test_an_address_that_somebody_has_is_asked_for_alike_and_never_given(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await self.ask(client, world, "Other@example.com")
        assert (answer.status_code, answer.json()) == (202, {"new_email": "Other@example.com"})
        assert await events(owner, TOPIC) == []

    async def test_an_address_that_was_taken_meanwhile_stays_the_taker_s(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await self.ask(client, world, "cora@example.org")
        taken = "UPDATE accounts SET email = 'CORA@example.org' WHERE id = 3"
        await change(owner, "agora", taken)
        proof = {"token": await newest_secret(owner, TOPIC), "email": "cora@example.org"}
        answer = await client.post(VERIFY, json=proof)
        sentence = "Another account uses this address by now."
        assert (answer.status_code, answer.json()["message"]) == (422, sentence)
        assert (await account(owner))["email"] == CORA["email"]

    async def test_it_asks_for_the_password(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await self.ask(client, world, "cora@example.org", "wrong")
        assert answer.json()["type"] == "urn:stoa:problem:wrong_password"
        assert await count(owner, "agora", "one_time_secrets") == 0

    async def test_a_shop_without_letters_cannot_prove_one(
        self, world: World, database_urls: DatabaseUrls, owner: Connection
    ) -> None:
        async with shop_with(database_urls, owner, mail_enabled=False) as client:
            answer = await self.ask(client, world, "cora@example.org")
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:stoa:problem:no_letters")
        assert await count(owner, "agora", "one_time_secrets") == 0


class TestProblems:
    async def test_a_guest_an_unknown_thing_and_a_wrong_method_are_problems(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        guest = await client.get(ACCOUNT)
        assert (guest.status_code, guest.json()["type"]) == (
            401,
            "urn:stoa:problem:unauthenticated",
        )
        wrong = await client.post(ACCOUNT, headers=world.bearer("consumer"))
        assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, PATCH")
        assert wrong.json()["type"] == "urn:stoa:problem:method_not_allowed"
        malformed = await client.patch(
            ACCOUNT,
            content=b"{",
            headers={**world.bearer("consumer"), "content-type": "application/json"},
        )
        assert malformed.json()["type"] == "urn:stoa:problem:bad_request"
        unknown = [
            await client.get(path, headers=world.bearer("consumer"))
            for path in ("/api/stoa/v1/addresses/999", "/api/stoa/v1/nowhere", "/api/stoa/")
        ]
        assert {answer.status_code for answer in unknown} == {404}
        assert len({answer.content for answer in unknown}) == 1
        assert unknown[0].headers["content-type"] == "application/problem+json"
