"""The back office's token: what opens it, in which shop, as whom, and what answers first."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import jwt
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from api.identity import operator
from api.identity.errors import BadOperatorToken, NotAnOperator
from api.kit.errors import Failure
from tests.support.another import another_client
from tests.support.inspect import change, snapshot
from tests.support.world import ADMIN, HOSTS, MOMENT, OPERATOR_SECRETS, operator_token

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

DOOR = "/api/v1/admin/businesses"
NOW = int(MOMENT.timestamp())
SECRET = OPERATOR_SECRETS["agora"]
RIGHT = {"type": "admin", "iss": "dixis-auth"}


def signed(algorithm: str = "HS256", secret: str = SECRET, **claims: object) -> str:
    return jwt.encode({**RIGHT, **claims}, secret, algorithm=algorithm)


def unsigned() -> str:
    return jwt.encode(RIGHT, None, algorithm="none")


async def knock(
    client: httpx.AsyncClient, token: str | None, shop: str = "agora", path: str = DOOR
) -> httpx.Response:
    headers = {"host": HOSTS[shop]}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return await client.get(path, headers=headers)


def told(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    body = answer.json()
    return answer.status_code, {key: body[key] for key in body if key != "request_id"}


class TestToken:
    @pytest.mark.parametrize(
        "claims", [{}, {"exp": NOW + 1}, {"nbf": NOW}, {"iat": NOW}, {"sub": 7, "aud": "anyone"}]
    )
    async def test_the_right_one_opens_the_back_office(
        self, client: httpx.AsyncClient, claims: dict[str, Any]
    ) -> None:
        assert (await knock(client, signed(**claims))).status_code == 200

    @pytest.mark.parametrize(
        ("token", "sentence"),
        [
            (None, "No token provided."),
            ("", "No token provided."),
            ("a.b.c", "Invalid token."),
            ("a.b", "Invalid token."),
            ("2|" + "x" * 48, "Invalid token."),
            (unsigned(), "Invalid token."),
            (signed("HS512", SECRET * 2), "Invalid token."),
            (signed(secret=OPERATOR_SECRETS["hedgerow"]), "Invalid token signature."),
            (signed(exp=NOW), "Token expired."),
            (signed(exp=NOW - 1), "Token expired."),
            (signed(nbf=NOW + 1), "Invalid token."),
            (signed(iat=NOW + 1), "Invalid token."),
            (signed(iss="somebody"), "Invalid token issuer."),
            (signed(exp=float("nan")), "Invalid token."),
            (operator_token("agora", iss=None), "Invalid token issuer."),
        ],
    )
    async def test_every_other_one_is_told_why_it_does_not(
        self, client: httpx.AsyncClient, token: str | None, sentence: str
    ) -> None:
        expected = {"error": "unauthenticated", "message": sentence}
        assert told(await knock(client, token)) == (401, expected)

    @pytest.mark.parametrize("kind", [None, "customer", "Admin", ["admin"]])
    async def test_a_token_for_something_else_is_forbidden(
        self, client: httpx.AsyncClient, kind: object
    ) -> None:
        answer = await knock(client, operator_token("agora", type=kind))
        assert told(answer) == (403, {"error": "forbidden", "message": "Not an admin token."})

    async def test_the_type_is_looked_at_before_the_issuer(self, client: httpx.AsyncClient) -> None:
        answer = await knock(client, operator_token("agora", type="customer", iss="somebody"))
        assert answer.status_code == 403

    async def test_a_token_runs_out_by_the_shop_s_clock(
        self, client: httpx.AsyncClient, clock: HeldClock
    ) -> None:
        token = signed(exp=NOW + 60)
        assert (await knock(client, token)).status_code == 200
        clock.moment = datetime.fromtimestamp(NOW + 60, UTC)
        assert (await knock(client, token)).json()["message"] == "Token expired."


class TestWhoMayNot:
    @pytest.mark.parametrize("person", ["admin", "consumer", "producer", "business"])
    async def test_an_access_token_is_no_operator_s_token(
        self, client: httpx.AsyncClient, world: World, person: str
    ) -> None:
        answer = await client.get(DOOR, headers=world.bearer(person))
        assert told(answer) == (401, {"error": "unauthenticated", "message": "Invalid token."})

    async def test_an_administrator_s_session_opens_nothing_here(
        self, client: httpx.AsyncClient
    ) -> None:
        page = {"origin": "http://agora.test"}
        credentials = {"email": "admin@example.com", "password": "password"}
        await client.post("/api/v1/auth/login", json=credentials, headers=page)
        assert (await client.get("/api/v1/auth/profile", headers=page)).status_code == 200
        answer = await client.get(DOOR, headers=page)
        assert answer.json()["message"] == "No token provided."

    async def test_an_operator_s_token_signs_nobody_in_elsewhere(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.get("/api/v1/auth/profile", headers=world.operator())
        assert told(answer) == (401, {"error": "unauthenticated", "message": "Unauthenticated."})

    async def test_the_token_counts_in_the_shop_that_signed_it(
        self, client: httpx.AsyncClient
    ) -> None:
        token = operator_token("hedgerow")
        assert (await knock(client, token, "hedgerow")).status_code == 200
        assert (await knock(client, token, "agora")).json()["message"] == "Invalid token signature."

    async def test_who_is_nobody_learns_no_ids(self, client: httpx.AsyncClient) -> None:
        ids = ("1", "999999", "abc", str(2**63))
        answers = [await knock(client, None, path=f"{DOOR}/{each}") for each in ids]
        expected = {"error": "unauthenticated", "message": "No token provided."}
        assert [told(answer) for answer in answers] == [(401, expected)] * 4


class TestActing:
    async def test_an_operator_acts_as_the_first_administrator(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "agora", "UPDATE accounts SET role = 'admin' WHERE id = 8")
        approve = f"{DOOR}/1/approve"
        assert (await client.patch(approve, headers=world.operator())).status_code == 200
        [entry] = await snapshot(owner, "agora", "audit_entries", "action = 'approve'")
        assert entry["account_id"] == ADMIN

    async def test_a_shop_without_an_administrator_is_run_by_nobody(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "agora", "UPDATE accounts SET role = 'consumer' WHERE role = 'admin'")
        sentence = "No admin user configured in database."
        answer = await client.get(DOOR, headers=world.operator())
        assert told(answer) == (403, {"error": "forbidden", "message": sentence})
        assert (await client.get(DOOR, headers=world.operator("hedgerow"))).status_code == 200


class TestSecret:
    """Of a shop; the variable is the default tenant's."""

    @pytest_asyncio.fixture(loop_scope="session")
    async def configured(
        self, world: World, database_urls: DatabaseUrls, owner: Connection
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Neither shop has a setting; ``agora`` is the default tenant and has the variables."""
        await owner.execute("UPDATE tenants SET settings = '{}'")
        async with another_client(
            database_urls,
            operator_jwt_secret="the variable's secret, thirty-two",
            operator_jwt_issuer="our-office",
        ) as session:
            yield session

    async def test_without_one_the_back_office_is_closed(
        self, world: World, database_urls: DatabaseUrls, owner: Connection
    ) -> None:
        await owner.execute("UPDATE tenants SET settings = '{}'")
        async with another_client(database_urls) as client:
            answer = await knock(client, operator_token("agora"))
            nobody = await knock(client, None)
        sentence = "Server authentication not configured."
        assert told(answer) == (503, {"error": "server_error", "message": sentence})
        assert nobody.status_code == 401

    async def test_the_variables_are_the_default_tenant_s_alone(
        self, configured: httpx.AsyncClient
    ) -> None:
        token = signed(secret="the variable's secret, thirty-two", iss="our-office")
        assert (await knock(configured, token)).status_code == 200
        assert (await knock(configured, token, "hedgerow")).status_code == 503
        other_issuer = signed(secret="the variable's secret, thirty-two")
        assert (await knock(configured, other_issuer)).json()["message"] == "Invalid token issuer."

    async def test_a_shop_s_own_secret_and_issuer_take_their_place(
        self, configured: httpx.AsyncClient, owner: Connection
    ) -> None:
        await owner.execute(
            "UPDATE tenants SET settings = jsonb_build_object("
            f"'operator_jwt_secret', '{SECRET}', 'operator_jwt_issuer', 'agora-office') "
            "WHERE slug = 'agora'"
        )
        assert (await knock(configured, signed(iss="agora-office"))).status_code == 200
        token = signed(secret="the variable's secret, thirty-two", iss="our-office")
        assert (await knock(configured, token)).json()["message"] == "Invalid token signature."


async def test_guesses_run_into_the_limit_of_their_address(
    world: World, database_urls: DatabaseUrls
) -> None:
    async with another_client(database_urls, throttle_enabled=True) as client:
        guesses = [await knock(client, "a.b.c") for _ in range(60)]
        blocked = await knock(client, operator_token("agora"))
    assert {guess.status_code for guess in guesses} == {401}
    assert [guess.headers["x-ratelimit-remaining"] for guess in guesses[:2]] == ["59", "58"]
    assert (blocked.status_code, blocked.headers["x-ratelimit-limit"]) == (429, "60")


def opened_by(token: str) -> str:
    """What the door says to a token: "opened", or the kind of its refusal."""
    try:
        operator.check_operator_token(token, secret=SECRET, issuer="dixis-auth", moment=MOMENT)
    except Failure as refusal:
        return type(refusal).__name__
    return "opened"


_CLAIM = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.sampled_from(["admin", "dixis-auth", "", "9" * 400]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from("ab"), st.integers(), max_size=1),
)


@given(claims=st.dictionaries(st.sampled_from(["exp", "nbf", "iat", "type", "iss"]), _CLAIM))
def test_whatever_is_signed_is_opened_or_refused_in_words(claims: dict[str, Any]) -> None:
    # jwt.encode turns dates into numbers and checks some claims; a stranger's library may not.
    token = jwt.PyJWS().encode(json.dumps(claims).encode(), SECRET, algorithm="HS256")
    said = opened_by(token)
    assert said in ("opened", BadOperatorToken.__name__, NotAnOperator.__name__)
    if said == "opened":
        assert (claims["type"], claims["iss"]) == ("admin", "dixis-auth")


@given(st.text(max_size=60))
def test_no_text_that_nobody_signed_opens_anything(text: str) -> None:
    assert opened_by(text) == BadOperatorToken.__name__
