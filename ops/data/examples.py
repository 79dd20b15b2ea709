"""The state that our own exchanges start from: the demo market at a held moment.

Beyond what ``stoa run`` stores, its people hold bearer tokens, and two of them letters, that are
known beforehand (``frontend_contract/fixture-ids.json``), one was told of something, and the shop
offers pick-up lockers: so every route has something to show.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from api.identity.queries import insert_token, keep_secret
from api.identity.rules import Device, hash_secret
from api.kit.authz import Principal
from api.kit.clock import clock_from
from api.kit.db import Scope
from api.notifications.queries import insert_notifications
from api.notifications.service import LOW_STOCK
from api.schema.connect import connected
from frontend_contract.records import FIXTURES, MOMENT, OWN_EXCHANGES
from ops.data.pristine import FIND_TENANT
from ops.data.seed import seed_demo

if TYPE_CHECKING:
    from api.kit.db import Database, UnitOfWork

SHOP: Final = "agora"
HOST: Final = "agora.localhost"
DEVICE: Final = Device(user_agent="Examples/1.0", network="127.0.0.0/24")
# Used this very minute: nothing is written down beside a request that the next one might see.
USE_TOKENS: Final = "UPDATE access_tokens SET last_used_at = $2 WHERE tenant_id = $1"
OFFER_LOCKERS: Final = """
UPDATE tenants SET settings = settings || '{"lockers_enabled": true}' WHERE id = $1
"""
_ACCOUNT: Final = "SELECT id FROM accounts WHERE tenant_id = $1 AND email = $2"


class Letter(msgspec.Struct, frozen=True):
    """A letter that somebody has: what it is for, and the secret in it."""

    purpose: str
    secret: str


class Fixtures(msgspec.Struct, frozen=True):
    """Who the roles of the records are, by e-mail address, and what they hold."""

    accounts: dict[str, str]
    tokens: dict[str, str]
    letters: dict[str, Letter]


def read_fixtures() -> Fixtures:
    """Those of our own records."""
    path = OWN_EXCHANGES.parent / FIXTURES
    return msgspec.json.decode(path.read_bytes(), type=Fixtures)


async def store_examples(database: Database, owner_url: str) -> None:
    """Fill an empty installation. ``database`` is the application role's."""
    clock = clock_from(MOMENT)
    await seed_demo(database, owner_url=owner_url, clock=clock)
    async with connected(owner_url) as owner:
        tenant_id: UUID = await owner.fetchval(FIND_TENANT, SHOP)
        await owner.execute(OFFER_LOCKERS, tenant_id)
    scope = Scope(
        tenant_id=tenant_id,
        principal=Principal(tenant_id=tenant_id),
        moment=clock.now(),
        request_id="examples",
    )
    async with database.unit_of_work(scope) as uow:
        await _store(uow, read_fixtures())


async def _store(uow: UnitOfWork, fixtures: Fixtures) -> None:
    accounts = {role: await uow.value(_ACCOUNT, email) for role, email in fixtures.accounts.items()}
    for role, token in fixtures.tokens.items():
        number, _, secret = token.partition("|")
        token_hash = hashlib.sha256(secret.encode()).digest()
        stored = await insert_token(uow, accounts[role], token_hash, DEVICE)
        if stored != int(number):
            raise ValueError(f"{role}'s token is number {stored}, not {number}.")
    await uow.run(USE_TOKENS, uow.moment)
    for role, letter in fixtures.letters.items():
        await keep_secret(
            uow,
            accounts[role],
            letter.purpose,
            email=fixtures.accounts[role],
            secret_hash=hash_secret(letter.secret),
            lifetime=timedelta(hours=1),
        )
    told = {
        "product_id": 4,
        "product_name": "Κηρήθρα με μέλι θυμαριού 300 g",
        "stock": 5,
        "threshold": 5,
        "context": "order_stock_deduction",
    }
    await insert_notifications(uow, 1, LOW_STOCK, [(accounts["producer2"], told)])
