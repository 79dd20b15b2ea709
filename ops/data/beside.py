"""Another shop beside the one that records are of, for others to shop in meanwhile."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import msgspec

from api.identity.queries import insert_token
from api.identity.rules import Device, hash_password
from api.kit.authz import Principal
from api.kit.clock import clock_from
from api.kit.db import Scope
from api.schema.connect import connected
from frontend_contract.records import MOMENT
from ops.data.demo.shop import read_shop
from ops.data.seed import DEMO_PASSWORD, store_shop

if TYPE_CHECKING:
    from api.kit.db import Database
    from ops.data.demo.shop import Shop

SLUG: Final = "beside"
HOST: Final = "beside.localhost"
# Nobody buys that much while records are replayed.
STOCK: Final = 1_000_000
_BUYERS: Final = """
SELECT id FROM accounts WHERE tenant_id = $1 AND role = 'consumer' ORDER BY id
"""


async def store_beside(database: Database, owner_url: str, shoppers: int) -> list[str]:
    """A copy of a demo shop under a name of its own; a token for each shopper, who share the
    shop's buyers.
    """
    moment = clock_from(MOMENT).now()
    password_hash = hash_password(DEMO_PASSWORD)
    async with connected(owner_url) as owner:
        stored = await store_shop(database, owner, _shop(), password_hash, moment)
    scope = Scope(
        tenant_id=stored.tenant_id,
        principal=Principal(tenant_id=stored.tenant_id),
        moment=moment,
        request_id=SLUG,
    )
    tokens = []
    async with database.unit_of_work(scope) as uow:
        buyers = [row["id"] for row in await uow.rows(_BUYERS)]
        for number in range(shoppers):
            secret = f"{SLUG}-{number}-".ljust(48, "x")
            token_hash = hashlib.sha256(secret.encode()).digest()
            account = buyers[number % len(buyers)]
            token = await insert_token(uow, account, token_hash, Device(None, None))
            tokens.append(f"{token}|{secret}")
    return tokens


def _shop() -> Shop:
    shop = read_shop("agora")
    tenant = msgspec.structs.replace(shop.tenant, slug=SLUG, name=SLUG, hosts=(HOST,))
    products = [msgspec.structs.replace(one, stock=STOCK) for one in shop.products]
    return msgspec.structs.replace(shop, tenant=tenant, products=products)
