"""Everybody who could sign in at the old shop can at the new one, and nobody else.

The installations are the small one of these tests, and, where ``STOA_EXCHANGES`` names recorded
exchanges, the one whose rows lie beside them. Each is imported once for a test, then asked over
HTTP as its people would.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest
import pytest_asyncio

from frontend_contract.records import read_tokens
from ops.data.laravel.importing import NewTenant, import_installation
from ops.data.laravel.source import Source, read_source
from ops.verify.replay import ROWS, recordings
from tests.ops.old_shop import EXPIRED_TOKEN, PASSWORD, TOKEN, old_shop, source_of
from tests.support.world import MOMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from api.kit.db import Database
    from ops.data.provision import DatabaseUrls

RECORDED_PASSWORD: Final = "password"
DISABLED: Final = {
    "error": "This is a seed/test account and cannot be used for login.",
    "message": "Account disabled",
}
# The old shop drew their passwords by chance: nobody could sign in with them there either.
WITHOUT_PASSWORD: Final = frozenset({"test@dixis.local", "producer@dixis.local"})
FOLDER: Final = recordings()
_NUMBERS: Final = count(1)


class OldPeople(msgspec.Struct, frozen=True, kw_only=True):
    """An installation that was imported, and what its people know."""

    host: str
    source: Source
    password: str
    tokens: Mapping[int, str]
    """By the id of its row, each token as its owner holds it."""

    @property
    def users(self) -> list[dict[str, Any]]:
        return self.source.tables["users"]

    @property
    def token_rows(self) -> list[dict[str, Any]]:
        return self.source.tables["personal_access_tokens"]

    async def sign_in(
        self, client: httpx.AsyncClient, email: str, password: str | None = None
    ) -> httpx.Response:
        told = {"email": email, "password": password or self.password}
        return await client.post(
            "/api/v1/auth/login",
            json=told,
            headers={"host": self.host, "accept": "application/json"},
        )

    async def user_of(self, client: httpx.AsyncClient, token: str) -> httpx.Response:
        headers = {"host": self.host, "accept": "application/json"}
        headers["authorization"] = f"Bearer {token}"
        return await client.get("/api/user", headers=headers)


def own_source() -> Source:
    """The small installation, with an account for trying things out in it."""
    tables = old_shop()
    trial = {**tables["users"][0], "id": 16, "email": "trial@old.test", "is_seed": True}
    tables["users"].append(trial)
    return source_of(tables)


@pytest_asyncio.fixture(
    loop_scope="session", params=["own", *(["recorded"] if FOLDER is not None else [])]
)
async def people(
    request: pytest.FixtureRequest, world: object, database: Database, database_urls: DatabaseUrls
) -> OldPeople:
    if request.param == "own":
        source, password = own_source(), PASSWORD
        tokens = [TOKEN, EXPIRED_TOKEN]
    else:
        assert FOLDER is not None
        source = await read_source(str(FOLDER.parent / ROWS))
        password = RECORDED_PASSWORD
        tokens = list(read_tokens(FOLDER).values())
    slug = f"people-{next(_NUMBERS)}"
    tenant = NewTenant(slug=slug, name=slug, hosts=(f"{slug}.test",))
    await import_installation(database, database_urls.owner, source, tenant, MOMENT)
    return OldPeople(
        host=tenant.hosts[0],
        source=source,
        password=password,
        tokens={int(token.partition("|")[0]): token for token in tokens},
    )


async def test_everybody_signs_in_with_the_old_password_and_seeds_are_turned_away(
    people: OldPeople, client: httpx.AsyncClient
) -> None:
    told: Counter[int] = Counter()
    for user in people.users:
        answer = await people.sign_in(client, user["email"])
        told[answer.status_code] += 1
        if user["email"] in WITHOUT_PASSWORD:
            assert answer.status_code == 401
            continue
        if user["is_seed"]:
            assert answer.status_code == 403
            assert {key: answer.json()[key] for key in DISABLED} == DISABLED
            continue
        assert (answer.status_code, answer.json()["user"]["id"]) == (200, user["id"])
        shown = await people.user_of(client, answer.json()["token"])
        assert (shown.json()["email"], shown.json()["role"]) == (user["email"], user["role"])
    assert told in ({200: 2, 403: 1}, {200: 14, 401: 2, 403: 1})


async def test_nobody_signs_in_with_another_password(
    people: OldPeople, client: httpx.AsyncClient
) -> None:
    """Seeds are told apart after the password only, so that nobody can look for them."""
    for user in people.users[:2] + people.users[-2:]:
        answer = await people.sign_in(client, user["email"], "another password")
        assert answer.status_code == 401
    assert (await people.sign_in(client, "nobody@old.test")).status_code == 401


async def test_every_token_that_has_not_expired_works_and_no_other(
    people: OldPeople, client: httpx.AsyncClient
) -> None:
    assert {row["id"] for row in people.token_rows} == people.tokens.keys()
    expired = 0
    for row in people.token_rows:
        answer = await people.user_of(client, people.tokens[row["id"]])
        ends = row["expires_at"]
        if ends is not None and datetime.fromisoformat(ends).replace(tzinfo=UTC) <= MOMENT:
            expired += 1
            assert answer.status_code == 401
            continue
        assert (answer.status_code, answer.json()["id"]) == (200, row["tokenable_id"])
    assert expired == 1


async def test_a_token_is_its_number_and_its_secret(
    people: OldPeople, client: httpx.AsyncClient
) -> None:
    number, _, secret = people.tokens[min(people.tokens)].partition("|")
    assert (await people.user_of(client, f"{number}|{secret[:-1]}x")).status_code == 401
    assert (await people.user_of(client, f"{int(number) + 1000}|{secret}")).status_code == 401
