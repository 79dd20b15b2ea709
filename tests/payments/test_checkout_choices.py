"""GET /api/stoa/v1/checkout: what a buyer may choose, and what each choice costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.support.another import another_client

if TYPE_CHECKING:
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World


def fee(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": "EUR"}


COD = {"method": "COD", "fee": fee(0)}
TRANSFER = {"method": "BANK_TRANSFER", "fee": fee(0)}
ACCOUNT = "GR16 0110 1250 0000 0001 2300 695"


@pytest.mark.parametrize(
    ("tenant", "platform", "expected"),
    [
        ({}, {}, [COD]),
        ({}, {"card_enabled": True}, [COD]),
        ({}, {"cod_fee_enabled": True}, [{**COD, "fee": fee(400)}]),
        ({"cod_fee_enabled": True, "cod_fee": "2.5"}, {}, [{**COD, "fee": fee(250)}]),
        ({"bank_account": ACCOUNT}, {}, [COD, TRANSFER]),
        ({"bank_account": ACCOUNT}, {"payment_provider": "stripe"}, [COD]),
        ({"bank_account": ACCOUNT, "cod_enabled": False}, {}, [TRANSFER]),
    ],
)
async def test_ways_to_pay_follow_the_shop_before_the_platform(
    world: World,
    owner: Connection,
    database_urls: DatabaseUrls,
    tenant: dict[str, Any],
    platform: dict[str, Any],
    expected: list[dict[str, Any]],
) -> None:
    settings = msgspec.json.encode(tenant).decode()
    await owner.execute("UPDATE tenants SET settings = $1 WHERE slug = 'agora'", settings)
    async with another_client(database_urls, **platform) as visitor:
        answer = await visitor.get("/api/stoa/v1/checkout")
    assert answer.status_code == 200
    assert answer.json()["payment_methods"] == expected
    transfers = {"method": "BANK_TRANSFER", "fee": fee(0)} in expected
    assert answer.json()["bank_account"] == (ACCOUNT if transfers else "")
    assert answer.json()["terms"] == {"version": "1", "required": False}
