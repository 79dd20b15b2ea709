"""The demo market from behind: what journeys compare the pages with, and whom they race."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any, Final

import asyncpg
import httpx
import msgspec

from storefront.language import Language

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.live import LiveServer

# Host names of the shops on this machine; no one resolves names under .localhost elsewhere.
AGORA: Final = "127.0.0.1"
AGORA_BY_NAME: Final = "agora.localhost"
HEDGEROW: Final = "hedgerow.localhost"
PASSWORD: Final = "password"

# A letter goes out within a second or two; a busy machine gets thirty.
_LOOKS: Final = 150
_LOOK_SECONDS: Final = 0.2

# What journeys buy or change, each its own product so that no journey sees another's traces.
OLIVES: Final = "elies-kalamon-alimi-400g"
HONEY: Final = "thymarisio-meli-ikarias-450g"


def told(key: str, role: str) -> str:
    """The sentence by which the Greek shop refuses somebody of this role."""
    greek = Language("el")
    return greek.say(key, role=greek.say(f"role.{role}"))


class Market:
    """Speaks to the running server as a program would, by host name of the shop."""

    def __init__(self, live: LiveServer) -> None:
        self._live = live

    def address(self, host: str = AGORA) -> str:
        """The origin of a shop."""
        return self._live.address(host)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        host: str = AGORA,
        token: str | None = None,
        body: object = None,
    ) -> httpx.Response:
        """One call from outside any browser; redirects are not followed."""
        headers = {"host": f"{host}:{self._live.port}", "accept": "application/json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        async with httpx.AsyncClient(base_url=self.address()) as client:
            return await client.request(method, path, headers=headers, json=body)

    async def product(self, slug: str, *, host: str = AGORA) -> dict[str, Any]:
        """A product as anybody sees it; it must be on sale."""
        answer = await self.ask("GET", f"/api/v1/public/products/{slug}", host=host)
        assert answer.status_code == 200, answer.text
        product: dict[str, Any] = answer.json()
        return product

    async def purchase(self, token: str, *, host: str = AGORA) -> dict[str, Any]:
        """What a public token opens: an order, or a checkout session with its orders."""
        answer = await self.ask("GET", f"/api/v1/public/orders/by-token/{token}", host=host)
        assert answer.status_code == 200, answer.text
        purchase: dict[str, Any] = answer.json()["data"]
        return purchase

    async def token(self, email: str, *, host: str = AGORA) -> str:
        """A bearer token of a demo account."""
        credentials = {"email": email, "password": PASSWORD}
        answer = await self.ask("POST", "/api/v1/auth/login", host=host, body=credentials)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["token"]
        return token

    async def buy(self, product_id: int, quantity: int) -> httpx.Response:
        """Somebody else's order at the Greek shop, placed at once."""
        order = {
            "items": [{"product_id": product_id, "quantity": quantity}],
            "currency": "EUR",
            "shipping_method": "HOME",
            "shipping_address": {"name": "Rival", "postal_code": "10564"},
            "payment_method": "COD",
        }
        return await self.ask("POST", "/api/v1/public/orders", body=order)

    async def letter_to(self, email: str) -> str:
        """The text of the letter to this address; waits until it is written."""
        for _ in range(_LOOKS):
            for kept in self._live.letters.glob("*.eml"):
                letter = message_from_bytes(kept.read_bytes(), policy=policy.default)
                if email in letter["to"]:
                    text = letter.get_body(("plain",))
                    assert text is not None
                    return str(text.get_content())
            await asyncio.sleep(_LOOK_SECONDS)
        raise AssertionError(f"no letter to {email} in {self._live.letters}")

    async def order_count(self) -> int:
        """How many orders the Greek shop holds."""
        async with self._rows() as connection:
            count: int = await connection.fetchval("SELECT count(*) FROM orders")
            return count

    @asynccontextmanager
    async def settings(self, changed: str) -> AsyncIterator[None]:
        """The Greek shop has these settings besides its own (JSON) until the block ends."""
        async with self._rows() as connection:
            before = await connection.fetchval("SELECT settings FROM tenants WHERE slug = 'agora'")
            await connection.execute(
                "UPDATE tenants SET settings = settings || $1 WHERE slug = 'agora'", changed
            )
        try:
            yield
        finally:
            async with self._rows() as connection:
                await connection.execute(
                    "UPDATE tenants SET settings = $1 WHERE slug = 'agora'", before
                )

    async def terms_of(self, token: str) -> str | None:
        """Which wording of the terms the Greek shop has kept with an order."""
        async with self._rows() as connection:
            kept: str | None = await connection.fetchval(
                "SELECT terms_version FROM orders WHERE public_token = $1", token
            )
            return kept

    async def address_of(self, token: str) -> dict[str, Any]:
        """Where the Greek shop sends an order."""
        async with self._rows() as connection:
            address: dict[str, Any] = msgspec.json.decode(
                await connection.fetchval(
                    "SELECT shipping_address FROM orders WHERE public_token = $1", token
                )
            )
            return address

    @asynccontextmanager
    async def dearer_shipping(self, minor_units: int) -> AsyncIterator[None]:
        """Every parcel of the Greek shop costs this much more until the block ends."""
        change = "UPDATE shipping_tariffs SET surcharge = surcharge + $1"
        async with self._rows() as connection:
            await connection.execute(change, minor_units)
        try:
            yield
        finally:
            async with self._rows() as connection:
                await connection.execute(change, -minor_units)

    async def change_product(self, slug: str, columns: str) -> None:
        """What the Greek shop's desk would do to a product, for instance ``price = 450``."""
        async with self._rows() as connection:
            await connection.execute(
                f"UPDATE products SET {columns} WHERE tenant_id = current_tenant() AND slug = $1",
                slug,
            )

    async def leave(self, slug: str, pieces: int) -> None:
        """Only so many pieces of a product are left on the Greek shop's shelf."""
        async with self._rows() as connection:
            await connection.execute(
                "UPDATE stock_levels s SET on_hand = $2 FROM products p WHERE "
                "s.tenant_id = current_tenant() AND p.tenant_id = s.tenant_id "
                "AND p.id = s.variant_id AND p.slug = $1",
                slug,
                pieces,
            )

    async def move_order(self, token: str, status: str, note: str | None = None) -> None:
        """An order of the Greek shop comes into a status, as its desk would bring it there."""
        async with self._rows() as connection:
            await connection.execute(
                "WITH moved AS (UPDATE orders SET status = $2 WHERE tenant_id = current_tenant() "
                "AND public_token = $1 RETURNING id) INSERT INTO order_events (tenant_id, id, "
                "order_id, old_status, new_status, note, created_at) SELECT current_tenant(), "
                "900000 + (SELECT count(*) FROM order_events), id, 'pending', $2, $3, now() "
                "FROM moved",
                token,
                status,
                note,
            )

    async def send_order(self, token: str, tracking_code: str) -> None:
        """A carrier took the parcel of an order of the Greek shop just now."""
        async with self._rows() as connection:
            await connection.execute(
                "INSERT INTO shipments (tenant_id, id, order_id, carrier_code, tracking_code, "
                "status, tariff_code, currency, shipped_at, created_at, updated_at) "
                "SELECT current_tenant(), 900000 + id, id, 'ELTA', $2, 'in_transit', 'GR_ATTICA', "
                "'EUR', now(), now(), now() FROM orders "
                "WHERE tenant_id = current_tenant() AND public_token = $1",
                token,
                tracking_code,
            )

    @asynccontextmanager
    async def _rows(self) -> AsyncIterator[asyncpg.Connection]:
        """The owner's connection, bound to the Greek shop."""
        connection = await asyncpg.connect(self._live.urls.owner)
        try:
            tenant = await connection.fetchval("SELECT id FROM tenants WHERE slug = 'agora'")
            await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant))
            yield connection
        finally:
            await connection.close()
