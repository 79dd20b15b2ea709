"""Which ways to pay a shop tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.another import another_client

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

METHODS = "/api/v1/payment/methods"
CONFIG = "/api/v1/public/payments/config"


@pytest.mark.parametrize(
    ("provider", "supported", "public_key"),
    [
        ("fake", ["card", "bank_transfer", "cash_on_delivery"], None),
        ("stripe", ["card", "digital_wallet"], "pk_test_1"),
        ("viva", ["card", "bank_transfer", "digital_wallet"], None),
    ],
)
async def test_the_active_provider_decides_what_is_supported(
    world: World,
    database_urls: DatabaseUrls,
    provider: str,
    supported: list[str],
    public_key: str | None,
) -> None:
    async with another_client(
        database_urls,
        payment_provider=provider,
        stripe_secret_key="sk_test_1",
        stripe_public_key="pk_test_1",
    ) as visitor:
        answer = await visitor.get(METHODS)
    body = answer.json()
    assert (body["active_provider"], body["supported_payment_methods"]) == (provider, supported)
    assert body["stripe_public_key"] == public_key
    enabled = {name: each["enabled"] for name, each in body["available_providers"].items()}
    assert enabled == {"fake": True, "stripe": True, "viva": False}
    assert "sk_test_1" not in answer.text


async def test_stripe_is_available_only_with_its_key(client: httpx.AsyncClient) -> None:
    body = (await client.get(METHODS)).json()
    assert body["available_providers"]["stripe"]["enabled"] is False


async def test_a_shop_says_whether_it_takes_cards_and_cash(
    client: httpx.AsyncClient, owner: Connection, database_urls: DatabaseUrls
) -> None:
    assert (await client.get(CONFIG)).json() == {"card_enabled": False, "cod_enabled": True}
    # A running server may remember a shop's settings for a while; a new one cannot.
    await owner.execute(
        "UPDATE tenants SET settings = '{\"cod_enabled\": false}' WHERE slug = 'agora'"
    )
    async with another_client(database_urls, card_enabled=True) as visitor:
        assert (await visitor.get(CONFIG)).json() == {"card_enabled": True, "cod_enabled": False}
