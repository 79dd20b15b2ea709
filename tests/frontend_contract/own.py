"""Our own records, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontend_contract.records import OWN_EXCHANGES, read_records

if TYPE_CHECKING:
    from frontend_contract.records import Record

AREAS = read_records(OWN_EXCHANGES)
FILES = sorted(OWN_EXCHANGES.glob("*.json"))


def recorded(area: str, name: str) -> Record:
    """The record of that name."""
    (found,) = (record for record in AREAS[area] if record.id == name)
    return found
