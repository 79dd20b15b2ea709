"""A decision stays under 20 microseconds with 1,000 rows (measured 2026-11: 1 to 3)."""

from __future__ import annotations

from time import process_time
from timeit import repeat

import pytest

from api.kit.authz import TABLE, PolicyTable, Principal
from policies.rows import Row
from tests.policies.people import HERE, Thing, row

DECISIONS = 2_000
PRODUCER = Principal(
    tenant_id=HERE, account_id=1, roles=("producer",), producer_id=2, producer_active=True
)


def thousand_rows() -> list[Row]:
    """The installation's rows and as many strange ones as make up 1,000."""
    strange = [
        row(f"{role}, thing, {action}, self", line)
        for line, action in enumerate(
            f"do_{a}{b}" for a in "abcdefghijklmnop" for b in "abcdefghijklmnop"
        )
        for role in ("consumer", "producer", "business", "admin")
    ]
    return [*TABLE.rows, *strange][:1000]


@pytest.mark.parametrize("owner", [2, 3], ids=["allowed", "refused"])
def test_a_decision_with_a_thousand_rows_takes_less_than_twenty_microseconds(owner: int) -> None:
    table = PolicyTable(thousand_rows())
    assert len(table.rows) == 1000
    thing = Thing(producer_id=owner)
    assert table.decide(PRODUCER, "update", "product", thing).allowed is (owner == 2)
    spent = repeat(
        lambda: table.decide(PRODUCER, "update", "product", thing),
        # Processor time: what else the machine does must not fail a build.
        timer=process_time,
        number=DECISIONS,
        repeat=5,
    )
    assert min(spent) / DECISIONS < 20e-6
