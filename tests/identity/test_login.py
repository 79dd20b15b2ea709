"""Signing in and out by token; passwords old and new; what a credential opens and where."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import bcrypt
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from api.identity import rules, service
from tests.support.browser import csrf, sign_in
from tests.support.inspect import change, count, snapshot
from tests.support.world import CONSUMER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from tests.support.world import World

LOGIN = "/api/v1/auth/login"
PROFILE = "/api/v1/auth/profile"
WRONG = {
    "message": "Invalid credentials",
    "error": "The provided credentials are incorrect.",
}


def body_of(answer: httpx.Response) -> dict[str, Any]:
    return {key: value for key, value in answer.json().items() if key != "request_id"}


async def log_in(
    client: httpx.AsyncClient, password: object = "password", email: str = "consumer@example.com"
) -> httpx.Response:
    return await client.post(LOGIN, json={"email": email, "password": password})


async def keep_hash(owner: Connection, password_hash: str, shop: str = "agora") -> None:
    statement = f"UPDATE accounts SET password_hash = '{password_hash}' WHERE id = {CONSUMER}"
    await change(owner, shop, statement)


async def kept_hash(owner: Connection) -> str:
    [account] = await snapshot(owner, "agora", "accounts", f"id = {CONSUMER}")
    return str(account["password_hash"])


class TestLogin:
    @pytest.mark.parametrize(
        "email", ["consumer@example.com", "Consumer@EXAMPLE.com", "  consumer@example.com "]
    )
    async def test_the_password_opens_the_account_in_any_spelling_of_the_address(
        self, client: httpx.AsyncClient, email: str
    ) -> None:
        answer = await log_in(client, email=email)
        assert answer.status_code == 200
        body = answer.json()
        assert (body["message"], body["token_type"]) == ("Login successful", "Bearer")
        assert body["user"]["id"] == CONSUMER
        assert "set-cookie" not in answer.headers

    async def test_every_sign_in_makes_a_token_and_the_old_ones_stay_valid(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        tokens = [(await log_in(client)).json()["token"] for _ in range(2)]
        assert [token.partition("|")[0] for token in tokens] == ["9", "10"]
        for token in tokens:
            bearer = {"authorization": f"Bearer {token}"}
            assert (await client.get(PROFILE, headers=bearer)).status_code == 200
        assert await count(owner, "agora", "access_tokens") == 10

    @pytest.mark.parametrize(
        ("email", "password"),
        [
            ("consumer@example.com", "Password"),
            ("consumer@example.com", "password "),
            ("nobody@example.com", "password"),
            ("consumer@example.com", 12345678),
        ],
    )
    async def test_a_wrong_password_and_an_unknown_address_answer_the_same(
        self, client: httpx.AsyncClient, owner: Connection, email: str, password: object
    ) -> None:
        answer = await log_in(client, password, email)
        assert (answer.status_code, body_of(answer)) == (401, WRONG)
        assert await count(owner, "agora", "access_tokens") == 8

    async def test_an_unknown_address_costs_a_comparison_as_well(
        self, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        compared: list[bool] = []
        verify = rules.verify_password

        def counted(password: str, kept: str | None) -> tuple[bool, str | None]:
            compared.append(kept is not None)
            return verify(password, kept)

        monkeypatch.setattr(service, "verify_password", counted)
        await log_in(client, "wrong", "nobody@example.com")
        await log_in(client, "wrong")
        assert compared == [False, True]

    async def test_a_password_sent_as_a_number_is_read_as_its_digits(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await keep_hash(owner, rules.hash_password("12345678"))
        assert (await log_in(client, 12345678)).status_code == 200

    @pytest.mark.parametrize("password", [None, "", ["password"], {"a": 1}, True])
    async def test_a_password_that_is_none_is_named(
        self, client: httpx.AsyncClient, password: object
    ) -> None:
        answer = await log_in(client, password)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["password"])

    async def test_a_seed_account_is_disabled_but_only_told_with_its_password(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await change(owner, "agora", f"UPDATE accounts SET is_seed = true WHERE id = {CONSUMER}")
        assert (await log_in(client, "wrong")).status_code == 401
        answer = await log_in(client)
        assert (answer.status_code, body_of(answer)) == (
            403,
            {
                "message": "Account disabled",
                "error": "This is a seed/test account and cannot be used for login.",
            },
        )
        assert await count(owner, "agora", "access_tokens") == 8

    async def test_the_same_address_is_another_account_in_another_shop(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await keep_hash(owner, rules.hash_password("of the hedgerow"), "hedgerow")
        assert (await log_in(client, "of the hedgerow")).status_code == 401
        there = await client.post(
            LOGIN,
            json={"email": "consumer@example.com", "password": "of the hedgerow"},
            headers={"host": "hedgerow.test"},
        )
        assert there.status_code == 200


class TestImportedHashes:
    @pytest.mark.parametrize("prefix", ["$2y$", "$2b$"])
    async def test_a_bcrypt_hash_opens_the_account_and_is_replaced(
        self, client: httpx.AsyncClient, owner: Connection, prefix: str
    ) -> None:
        made = bcrypt.hashpw(b"password", bcrypt.gensalt(4)).decode()
        await keep_hash(owner, prefix + made[4:])
        assert (await log_in(client, "wrong")).status_code == 401
        assert (await kept_hash(owner)).startswith(prefix)
        assert (await log_in(client)).status_code == 200
        assert (await kept_hash(owner)).startswith("$argon2id$")
        assert (await log_in(client)).status_code == 200

    async def test_of_a_long_password_the_old_hash_knew_72_bytes_the_new_one_knows_all(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        password = "κωδικός" * 12  # 168 bytes
        old = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()
        await keep_hash(owner, old)
        assert (await log_in(client, password)).status_code == 200
        assert (await log_in(client, password)).status_code == 200
        assert (await log_in(client, password[:-1])).status_code == 401

    async def test_an_argon2_hash_of_weaker_settings_is_made_anew(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        weak = Argon2Hasher(memory_cost=1024, time_cost=1, parallelism=1).hash("password")
        await keep_hash(owner, weak)
        assert (await log_in(client)).status_code == 200
        assert "m=19456" in await kept_hash(owner)

    @pytest.mark.parametrize("kept", ["", "password", "$2y$10$short", "$argon2id$v=19$broken"])
    async def test_what_is_no_hash_fits_nothing(
        self, client: httpx.AsyncClient, owner: Connection, kept: str
    ) -> None:
        await keep_hash(owner, kept)
        for password in ("password", kept or "x"):
            assert (await log_in(client, password)).status_code == 401

    async def test_a_forged_hash_imported_into_one_shop_opens_nothing_in_another(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await keep_hash(owner, rules.hash_password("forged"), "hedgerow")
        forged = {"email": "consumer@example.com", "password": "forged"}
        assert (await log_in(client, "forged")).status_code == 401
        there = await client.post(LOGIN, json=forged, headers={"host": "hedgerow.test"})
        token = there.json()["token"]
        bearer = {"authorization": f"Bearer {token}"}
        assert (await client.get(PROFILE, headers=bearer)).status_code == 404
        answer = await client.get(PROFILE, headers={**bearer, "host": "hedgerow.test"})
        assert answer.json()["user"]["name"] == "Cora Consumer"


class TestTokens:
    async def test_signing_out_ends_this_token_and_no_other(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        other = world.bearer("consumer")
        token = (await log_in(client)).json()["token"]
        bearer = {"authorization": f"Bearer {token}"}
        answer = await client.post("/api/v1/auth/logout", headers=bearer)
        assert (answer.status_code, answer.json()) == (
            200,
            {"message": "Logged out successfully"},
        )
        for path in (PROFILE, "/api/user"):
            assert (await client.get(path, headers=bearer)).status_code == 401
            assert (await client.get(path, headers=other)).status_code == 200
        again = await client.post("/api/v1/auth/logout", headers=bearer)
        assert again.status_code == 401
        assert await count(owner, "agora", "access_tokens") == 8
        directory = await owner.fetch("SELECT 1 FROM token_directory WHERE credential_id = 9")
        assert directory == []

    async def test_signing_out_everywhere_ends_all_tokens_of_this_account_alone(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        token = (await log_in(client)).json()["token"]
        bearer = {"authorization": f"Bearer {token}"}
        answer = await client.post("/api/v1/auth/logout-all", headers=bearer)
        message = "Logged out from all devices successfully"
        assert (answer.status_code, answer.json()) == (200, {"message": message})
        for headers in (bearer, world.bearer("consumer")):
            assert (await client.get(PROFILE, headers=headers)).status_code == 401
        assert (await client.get(PROFILE, headers=world.bearer("producer"))).status_code == 200
        there = world.bearer("consumer", "hedgerow")
        assert (await client.get(PROFILE, headers=there)).status_code == 200
        assert await count(owner, "agora", "access_tokens") == 7
        assert await owner.fetchval("SELECT count(*) FROM token_directory") == 15

    async def test_a_browser_session_outlives_signing_out_everywhere(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await sign_in(client, "consumer@example.com")
        done = await client.post("/api/v1/auth/logout-all", headers=csrf(client))
        assert done.status_code == 200
        assert (await client.get(PROFILE)).status_code == 200
        assert await count(owner, "agora", "access_tokens", f"account_id = {CONSUMER}") == 0

    async def test_an_expired_token_is_a_guest(
        self, client: httpx.AsyncClient, world: World, owner: Connection, clock: HeldClock
    ) -> None:
        await change(
            owner,
            "agora",
            f"UPDATE access_tokens SET expires_at = '{clock.moment + timedelta(seconds=1)}'",
        )
        headers = world.bearer("consumer")
        assert (await client.get(PROFILE, headers=headers)).status_code == 200
        clock.moment += timedelta(seconds=1)
        assert (await client.get(PROFILE, headers=headers)).status_code == 401
        listed = await client.get("/api/v1/public/products", headers=headers)
        assert listed.status_code == 200

    async def test_the_id_before_the_bar_must_be_the_token_s_own(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        plain = world.tokens["agora"]["consumer"]
        secret = plain.partition("|")[2]
        for shown, status in ((plain, 200), (secret, 200), (f"3|{secret}", 401)):
            answer = await client.get(PROFILE, headers={"authorization": f"Bearer {shown}"})
            assert answer.status_code == status, shown

    async def test_the_use_of_a_token_is_written_down_once_a_minute(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        clock: HeldClock,
    ) -> None:
        async def last_used() -> str:
            [token] = await snapshot(owner, "agora", "access_tokens", f"id = {CONSUMER}")
            return str(token["last_used_at"].isoformat())

        start = clock.moment
        for passed, written in ((30, 0), (61, 61), (100, 61), (122, 122)):
            clock.moment = start + timedelta(seconds=passed)
            await client.get(PROFILE, headers=world.bearer("consumer"))
            expected = (start + timedelta(seconds=written)).isoformat()
            for _ in range(
                10 if passed != written else 300
            ):  # it is written down beside the answer
                await asyncio.sleep(0.01)
                if passed == written and await last_used() == expected:
                    break
            assert await last_used() == expected

    async def test_the_profile_shows_a_business_with_its_company(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        body = (await client.get(PROFILE, headers=world.bearer("business"))).json()
        assert body["user"]["business_status"] == "active"
        assert body["user"]["business"] == {
            "company_name": "Bistro",
            "business_type": "restaurant",
            "status": "active",
        }
        consumer = (await client.get(PROFILE, headers=world.bearer("consumer"))).json()
        assert "business" not in consumer["user"]
        raw = (await client.get("/api/user", headers=world.bearer("consumer"))).json()
        assert not {"password", "password_hash", "remember_token"} & raw.keys()
