"""The people and things of the decision tables, and the tables themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec

from api.kit.authz import WHATEVER, PolicyTable, Principal
from policies import FOLDER
from policies.rows import Row

CASES = FOLDER / "cases"
HERE = UUID("11111111-1111-4111-8111-111111111111")
ELSEWHERE = UUID("22222222-2222-4222-8222-222222222222")
ACCOUNT = 41
PROFILE = 7


class Thing(msgspec.Struct, frozen=True):
    """What every kind of thing can answer for."""

    tenant_id: UUID = HERE
    account_id: int | None = None
    producer_id: int | None = None


class Case(msgspec.Struct, frozen=True):
    """One line of policies/cases/<resource>.csv and where it stands."""

    who: str
    action: str
    thing: str
    shop: str
    answer: str
    resource: str
    place: str

    def __str__(self) -> str:
        return f"{self.place} {self.who}: {self.action} {self.thing} ({self.shop} shop)"


def lines_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, with their numbers."""
    for number, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        words = [word.strip() for word in next(csv.reader([text.partition("#")[0]]), [])]
        if any(words):
            yield number, words


def cases() -> list[Case]:
    return [
        Case(who, action, thing, shop, answer, path.stem, f"{path.name}:{number}")
        for path in sorted(CASES.glob("*.csv"))
        if path.stem != "actors"
        for number, (who, action, thing, shop, answer) in lines_of(path)
    ]


def people() -> dict[str, Principal]:
    """The persons of actors.csv, all in the shop HERE, one account and one profile at most."""
    return {
        who: Principal(
            tenant_id=HERE,
            account_id=None if role == "guest" else ACCOUNT,
            roles=(role,),
            producer_id=None if profile == "none" else PROFILE,
            producer_active=profile == "active",
            business_active=business == "active",
            credential="none" if role == "guest" else "token",
        )
        for _, (who, role, profile, business) in lines_of(CASES / "actors.csv")
    }


def thing_for(case: Case, principal: Principal) -> object:
    """The thing a case speaks of; another shop's thing bears the very same ids."""
    shops = {"same": HERE, "other": ELSEWHERE}
    owners = {
        "own": (principal.account_id, principal.producer_id),
        "another's": (ACCOUNT + 1, PROFILE + 1),
        "nobody's": (None, None),
    }
    if case.thing == "-" and case.shop == "same":
        return WHATEVER
    account_id, producer_id = owners[case.thing]
    return Thing(shops[case.shop], account_id, producer_id)


def row(text: str, line: int = 1) -> Row:
    """A row from ``role, resource, action, condition[, effect[, domain]]``."""
    role, resource, action, condition, *rest = (word.strip() for word in text.split(","))
    effect, domain = (*rest, *("allow", "*")[len(rest) :])
    return Row(
        role=role,
        domain=domain,
        resource=resource,
        action=action,
        condition=condition,
        effect=effect,
        file=f"{resource}.csv",
        line=line,
    )


def table_of(*rows: str) -> PolicyTable:
    """A small table for one test, one text per row."""
    return PolicyTable(row(text, line) for line, text in enumerate(rows, start=1))
