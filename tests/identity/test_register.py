"""POST /api/v1/auth/register: an account, the profile its role needs, and a token."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import count, snapshot

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/v1/auth/register"


def form(**changes: object) -> dict[str, Any]:
    return {
        "name": "Nia New",
        "email": "nia@example.com",
        "password": "long enough",
        "password_confirmation": "long enough",
        "role": "consumer",
        **changes,
    }


async def nothing_stored(owner: Connection) -> None:
    for table, rows in {"accounts": 8, "producers": 3, "businesses": 1, "sessions": 0}.items():
        assert await count(owner, "agora", table) == rows, table
    assert await count(owner, "agora", "audit_entries") == 0


async def test_a_consumer_gets_an_account_and_a_token_that_works(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    answer = await client.post(PATH, json=form(name="  Nia New ", email="Nia@Example.com"))
    assert answer.status_code == 201
    body = answer.json()
    token = body.pop("token")
    assert body == {
        "message": "User registered successfully",
        "user": {
            "id": 9,
            "name": "Nia New",
            "email": "Nia@Example.com",
            "role": "consumer",
            "email_verified_at": None,
            "created_at": "2026-01-15T12:00:00.000000Z",
            "updated_at": "2026-01-15T12:00:00.000000Z",
        },
        "token_type": "Bearer",
        "verification_sent": False,
    }
    profile = await client.get("/api/v1/auth/profile", headers={"authorization": f"Bearer {token}"})
    assert profile.json()["user"]["id"] == 9
    [account] = await snapshot(owner, "agora", "accounts", "id = 9")
    assert account["password_hash"].startswith("$argon2id$")
    [kept] = await snapshot(owner, "agora", "access_tokens", "account_id = 9")
    secret = token.partition("|")[2]
    assert kept["token_hash"] == hashlib.sha256(secret.encode()).digest()
    assert await count(owner, "hedgerow", "accounts") == 8


async def test_a_producer_gets_a_profile_that_waits_for_approval(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    sent = form(role="producer", name="Κτήμα Νέο")
    answer = await client.post(PATH, json=sent)
    assert answer.status_code == 201
    [profile] = await snapshot(owner, "agora", "producers", "account_id = 9")
    assert (profile["name"], profile["slug"]) == ("Κτήμα Νέο", "ktima-neo-9")
    assert (profile["status"], profile["is_active"], profile["verified"]) == (
        "pending",
        False,
        False,
    )
    bearer = {"authorization": f"Bearer {answer.json()['token']}"}
    refused = await client.post("/api/v1/products", json={"name": "x", "price": 1}, headers=bearer)
    assert refused.status_code == 403


async def test_a_business_gets_a_profile_that_waits_for_approval(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    sent = form(role="business", company_name="Taverna", tax_id="123456789", phone="210")
    answer = await client.post(PATH, json=sent)
    assert answer.json()["user"]["business_status"] == "pending"
    [profile] = await snapshot(owner, "agora", "businesses", "account_id = 9")
    assert (profile["company_name"], profile["business_type"], profile["status"]) == (
        "Taverna",
        "restaurant",
        "pending",
    )
    assert (profile["tax_id"], profile["phone"]) == ("123456789", "210")


@pytest.mark.parametrize("email", ["consumer@example.com", "CONSUMER@Example.COM"])
async def test_an_address_belongs_to_one_person_of_the_shop(
    client: httpx.AsyncClient, owner: Connection, email: str
) -> None:
    answer = await client.post(PATH, json=form(email=email))
    assert answer.status_code == 422
    body = answer.json()
    assert body["message"] == "Validation failed"
    assert body["errors"] == {"email": ["The email has already been taken."]}
    await nothing_stored(owner)


async def test_the_same_address_may_sign_up_in_another_shop(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    for host in ("agora.test", "hedgerow.test"):
        answer = await client.post(PATH, json=form(), headers={"host": host})
        assert (answer.status_code, answer.json()["user"]["id"]) == (201, 9)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"role": "admin"}, {"role": ["The selected role is invalid."]}),
        ({"email": "nobody"}, {"email": ["The email field must be a valid email address."]}),
        ({"name": None}, {"name": ["The name field is required."]}),
        (
            {"password": "short", "password_confirmation": "short"},
            {"password": ["The password field must be at least 8 characters."]},
        ),
        (
            {"password_confirmation": "another one"},
            {"password": ["The password field confirmation does not match."]},
        ),
        (
            {"role": "business"},
            {"company_name": ["The company name field is required when role is business."]},
        ),
        (
            {"role": "business", "company_name": "T", "tax_id": "12"},
            {"tax_id": ["The tax id field must be 9 characters."]},
        ),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_stored(
    client: httpx.AsyncClient,
    owner: Connection,
    changes: dict[str, object],
    errors: dict[str, list[str]],
) -> None:
    answer = await client.post(PATH, json=form(**changes))
    assert answer.status_code == 422
    assert (answer.json()["message"], answer.json()["errors"]) == ("Validation failed", errors)
    await nothing_stored(owner)


async def test_an_empty_form_names_everything_at_once(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, json={})
    assert list(answer.json()["errors"]) == ["name", "email", "password", "role"]


async def test_who_is_signed_in_may_still_sign_up_somebody_else(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await client.post(PATH, json=form(), headers=world.bearer("consumer"))
    assert answer.status_code == 201


async def test_a_password_keeps_its_blanks(client: httpx.AsyncClient) -> None:
    password = "  blank at both ends  "
    sent = form(password=password, password_confirmation=password)
    assert (await client.post(PATH, json=sent)).status_code == 201
    for tried, status in ((password, 200), (password.strip(), 401)):
        login = {"email": "nia@example.com", "password": tried}
        answer = await client.post("/api/v1/auth/login", json=login)
        assert answer.status_code == status
