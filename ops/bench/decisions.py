"""How long one decision takes where the policy has 1,000 rows."""

from __future__ import annotations

from timeit import repeat
from typing import Final
from uuid import UUID

import msgspec

from api.kit.authz import TABLE, PolicyTable, Principal
from policies.rows import EVERY_DOMAIN, Row

ROWS: Final = 1_000
DECISIONS: Final = 2_000
SELLER: Final = Principal(
    tenant_id=UUID(int=1), account_id=1, roles=("producer",), producer_id=2, producer_active=True
)


class OwnProduct(msgspec.Struct, frozen=True):
    """A product of the seller's."""

    tenant_id: UUID = SELLER.tenant_id
    producer_id: int = 2


def decision_microseconds() -> float:
    """The best of five series, so that a busy machine does not count."""
    strange = (
        Row(
            role=("consumer", "producer", "business", "admin")[number % 4],
            domain=EVERY_DOMAIN,
            resource="thing",
            action=f"do_{_letters(number // 4)}",
            condition="self",
            file="bench.csv",
            line=number + 1,
        )
        for number in range(ROWS - len(TABLE.rows))
    )
    table = PolicyTable([*TABLE.rows, *strange])
    spent = repeat(
        lambda: table.decide(SELLER, "update", "product", OwnProduct()),
        number=DECISIONS,
        repeat=5,
    )
    return min(spent) / DECISIONS * 1_000_000


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
