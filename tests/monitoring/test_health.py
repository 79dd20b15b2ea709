"""The health routes, the counters and the description of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.another import another_client
from tests.support.database import admin_of, copied_database

if TYPE_CHECKING:
    import httpx

    from tests.support.database import Server

ROUTES = ("/api/health", "/api/healthz", "/healthz", "/up")
SHAPE: dict[str, Any] = {
    "status": "ok",
    "database": "connected",
    "payments": {
        "cod": "enabled",
        "card": {
            "flag": "disabled",
            "stripe_configured": False,
            "keys_present": {"secret": False, "public": False, "webhook": False},
        },
    },
    "email": {
        "flag": "disabled",
        "mailer": "log",
        "configured": False,
        "from_configured": True,
        "keys_present": {"resend": False, "smtp_host": False, "smtp_user": False},
    },
    "timestamp": "2026-01-15T12:00:00.000000Z",
    "version": "12.51.0",
}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("accept", ["application/json", "text/html", "*/*"])
async def test_health_is_200_with_the_contract_s_keys_for_everyone(
    client: httpx.AsyncClient, path: str, accept: str
) -> None:
    answer = await client.get(path, headers={"accept": accept, "host": "nowhere.example"})
    assert (answer.status_code, answer.json()) == (200, SHAPE)


async def test_health_is_503_with_the_same_keys_while_the_database_is_down(
    database_server: Server,
) -> None:
    async with copied_database(database_server) as urls, another_client(urls) as visitor:
        assert (await visitor.get("/api/health")).status_code == 200
        async with admin_of(database_server.admin_url) as admin:
            await admin.execute(f'ALTER DATABASE "{urls.database}" ALLOW_CONNECTIONS false')
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
                urls.database,
            )
        for path in ROUTES:
            answer = await visitor.get(path)
            assert answer.status_code == 503
            assert answer.json() == {**SHAPE, "status": "unavailable", "database": "unreachable"}
        products = await visitor.get("/api/v1/public/products")
        assert products.status_code == 503
        assert "password" not in products.text
        assert "Nothing was stored" in products.json()["message"]
        async with admin_of(database_server.admin_url) as admin:
            await admin.execute(f'ALTER DATABASE "{urls.database}" ALLOW_CONNECTIONS true')
        assert (await visitor.get("/api/health")).status_code == 200


async def test_flags_show_what_is_switched_on(database_urls: Any, world: Any) -> None:
    switches = {"card_enabled": True, "mail_enabled": True, "health_version": "1.0"}
    switches |= {"smtp_host": "mail.test"}
    async with another_client(database_urls, **switches) as visitor:
        body = (await visitor.get("/api/health")).json()
    assert body["payments"]["card"]["flag"] == "enabled"
    assert body["email"]["flag"] == "enabled"
    assert (body["email"]["mailer"], body["email"]["configured"]) == ("smtp", True)
    assert body["email"]["keys_present"]["smtp_host"] is True
    assert body["email"]["keys_present"]["smtp_user"] is False
    assert body["version"] == "1.0"


STRIPE_KEYS = {
    "secret": "stripe_secret_key",
    "public": "stripe_public_key",
    "webhook": "stripe_webhook_secret",
}


@pytest.mark.parametrize("missing", [None, *STRIPE_KEYS])
@pytest.mark.parametrize("on", [True, False])
async def test_cards_are_ready_with_all_keys_and_the_switch_on(
    database_urls: Any, world: Any, missing: str | None, on: bool
) -> None:
    given = {setting: "key" for name, setting in STRIPE_KEYS.items() if name != missing}
    async with another_client(database_urls, card_enabled=on, **given) as visitor:
        card = (await visitor.get("/api/health")).json()["payments"]["card"]
    assert card["keys_present"] == {name: name != missing for name in STRIPE_KEYS}
    assert card["stripe_configured"] == (on and missing is None)


@pytest.mark.parametrize(
    ("environment", "kept", "shown", "status"),
    [
        ("local", None, None, 200),
        ("production", "key", "key", 200),
        ("production", "key", "kez", 403),
        ("production", "key", None, 403),
        ("production", None, "", 403),
        ("production", None, "key", 403),
    ],
)
async def test_slow_queries_are_the_operator_s_in_production(
    database_urls: Any,
    world: Any,
    environment: str,
    kept: str | None,
    shown: str | None,
    status: int,
) -> None:
    headers = {} if shown is None else {"x-ops-key": shown}
    async with another_client(database_urls, environment=environment, ops_key=kept) as visitor:
        answer = await visitor.get("/api/ops/db/slow-queries", headers=headers)
    body = answer.json()
    assert answer.status_code == status
    if status == 200:
        assert (body["ok"], body["installed"], body["top"]) == (True, False, [])
    else:
        assert body["message"] == "Forbidden"


async def test_the_document_describes_every_route_of_the_api(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/public/products", "/api/v1/orders", "/api/v1/cart/items"} <= set(
        document["paths"]
    )
    placed = document["paths"]["/api/v1/public/orders"]["post"]["responses"]
    assert {"201", "409", "422"} <= placed.keys()


async def test_metrics_count_answers_by_route(client: httpx.AsyncClient) -> None:
    await client.get("/api/v1/public/products/1")
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "/api/v1/public/products/{id}" in answer.text


@pytest.mark.parametrize("path", ROUTES)
async def test_head_answers_without_a_body_and_other_methods_are_told(
    client: httpx.AsyncClient, path: str
) -> None:
    head = await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    wrong = await client.delete(path)
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD")
