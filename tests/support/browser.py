"""A page of the shop in a browser: it signs in by cookie and sends its anti-forgery token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    import httpx

ORIGIN = "http://agora.test"


async def sign_in(client: httpx.AsyncClient, email: str, password: str = "password") -> str:
    """Start a session as a page does and sign in; the client keeps the cookies.

    Returns the bearer token that signing in hands out besides.
    """
    client.headers["origin"] = ORIGIN
    await client.get("/sanctum/csrf-cookie")
    answer = await client.post(
        "/api/v1/auth/login", json={"email": email, "password": password}, headers=csrf(client)
    )
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["token"]
    return token


def csrf(client: httpx.AsyncClient) -> dict[str, str]:
    """The header that a page sends with a change."""
    return {"x-xsrf-token": unquote(client.cookies["XSRF-TOKEN"])}


def session_value(client: httpx.AsyncClient) -> Any:
    """What the session cookie holds."""
    return client.cookies.get("stoa_session")
