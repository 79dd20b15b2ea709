"""A request's SQL with its parameters named: what pgbench and the bare route send as well.

Statements come out of the running application (``capture.py``), never out of this folder. A
parameter that stands for something of the request (the tenant, the buyer, a product) is chosen
anew each time; ids that were freshly taken are taken anew; everything else stays as captured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from ops.bench.plan import LINES, Row

ARRAY: Final = "[]"
PYTHON_TYPES: Final[Mapping[str, Any]] = {
    "uuid": UUID,
    "timestamptz": datetime,
    "int8": int,
    "int4": int,
    "bool": bool,
    "text": str,
    "bytea": bytes,
    "numeric": Decimal,
    "jsonb": Any,
}


class Constant(msgspec.Struct, frozen=True, tag=True):
    """The captured value itself; after a journey through JSON, ``typed`` restores it."""

    value: Any


class Chosen(msgspec.Struct, frozen=True, tag=True):
    """Something that is another in each request. ``number`` tells products and fresh ids apart."""

    what: Literal["tenant", "token", "account", "product", "fresh", "uuid", "key"]
    number: int = 0


class Several(msgspec.Struct, frozen=True, tag=True):
    """An array of which parts are chosen."""

    items: list[Constant | Chosen]


Argument = Constant | Chosen | Several


class Step(msgspec.Struct, frozen=True):
    """One statement with the PostgreSQL types of its parameters; several rows of arguments were
    sent in one round trip.
    """

    statement: str
    types: list[str]
    rows: list[list[Argument]]


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """A request: authenticate, begin, bind the tenant, the steps, commit."""

    row: Row
    authenticate: Step
    begin: str | None
    """None where the steps are transactions of their own, which bind the tenant themselves."""
    bind_tenant: str
    steps: list[Step]
    fresh: int
    """How many ids a request takes."""
    plain: bool = False
    """Whether BEGIN and SET go out one by one, and not in one round trip."""


class Sent(msgspec.Struct, frozen=True):
    """A statement that the application sent, with its rows of arguments."""

    statement: str
    rows: list[tuple[Any, ...]]


class Subjects(msgspec.Struct, frozen=True, kw_only=True):
    """What a captured request was about; none where the row is not about it."""

    tenant_id: UUID
    key: str = ""
    account_id: int | None = None
    product_ids: Sequence[int] = ()


class Differing(Exception):
    """Two captures of equal requests sent different statements, so they cannot be compared."""


def name_arguments(
    first: Sequence[Sent], second: Sequence[Sent], subjects: Subjects, types: Sequence[list[str]]
) -> tuple[list[Step], int]:
    """The steps of a request out of two captures of it, and how many fresh ids it takes.

    Both captures are about the same subjects, with different idempotency keys: an integer or UUID
    that differs was made for the request. Raises ``Differing``.
    """
    if [_shape(sent) for sent in first] != [_shape(sent) for sent in second]:
        raise Differing("\n".join(sent.statement for sent in (*first, *second)))
    pairs = [
        (value, other)
        for sent, again in zip(first, second, strict=True)
        for row, other_row in zip(sent.rows, again.rows, strict=True)
        for one, another in zip(row, other_row, strict=True)
        for value, other in _elements(one, another)
    ]
    fresh = sorted({value for value, other in pairs if _is_id(value) and value != other})
    numbers = {value: number for number, value in enumerate(fresh)}
    steps = [
        Step(
            sent.statement,
            kinds,
            [
                [_argument(*pair, subjects, numbers) for pair in zip(row, other, strict=True)]
                for row, other in zip(sent.rows, again.rows, strict=True)
            ],
        )
        for sent, again, kinds in zip(first, second, types, strict=True)
    ]
    return steps, len(fresh)


def typed(value: Any, kind: str) -> Any:
    """A constant as asyncpg takes it for a parameter of this PostgreSQL type."""
    if value is None:
        return None
    if kind.endswith(ARRAY):
        return [typed(item, kind.removesuffix(ARRAY)) for item in value]
    return msgspec.convert(value, PYTHON_TYPES[kind], strict=False)


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """The choices of one request."""

    tenant_id: UUID
    token_hash: bytes
    account_id: int
    product_ids: Sequence[int]
    first_fresh: int
    make_uuid: Any


def bound(argument: Argument, draw: Draw) -> Any:
    """The value to send; constants must have been ``typed``."""
    if isinstance(argument, Constant):
        return argument.value
    if isinstance(argument, Several):
        return [bound(item, draw) for item in argument.items]
    if argument.what == "fresh":
        return draw.first_fresh + argument.number
    if argument.what == "product":
        return draw.product_ids[argument.number]
    if argument.what == "uuid":
        return draw.make_uuid()
    if argument.what == "key":
        return f"bench-{draw.first_fresh}"
    return {
        "tenant": draw.tenant_id,
        "token": draw.token_hash,
        "account": draw.account_id,
    }[argument.what]


def products_of(products: int, random_below: Any) -> list[int]:
    """Distinct product ids in ascending order: one of each third of 1 … ``products``."""
    third = products // LINES
    return [1 + number * third + random_below(third) for number in range(LINES)]


def _shape(sent: Sent) -> tuple[str, list[int]]:
    return sent.statement, [len(row) for row in sent.rows]


def _elements(one: Any, another: Any) -> list[tuple[Any, Any]]:
    if isinstance(one, list) and isinstance(another, list) and len(one) == len(another):
        return list(zip(one, another, strict=True))
    return [(one, another)]


def _argument(value: Any, other: Any, subjects: Subjects, numbers: Mapping[int, int]) -> Argument:
    if not isinstance(value, list):
        return _named(value, other, subjects, numbers)
    items = [_named(*pair, subjects, numbers) for pair in _elements(value, other)]
    return Several(items) if any(isinstance(item, Chosen) for item in items) else Constant(value)


def _named(
    value: Any, other: Any, subjects: Subjects, numbers: Mapping[int, int]
) -> Constant | Chosen:
    if isinstance(value, UUID):
        if value == subjects.tenant_id:
            return Chosen("tenant")
        return Constant(value) if value == other else Chosen("uuid")
    if _is_id(value):
        if value != other:
            return Chosen("fresh", numbers[value])
        if value in subjects.product_ids:
            return Chosen("product", list(subjects.product_ids).index(value))
        if value == subjects.account_id:
            return Chosen("account")
    if subjects.key and value == subjects.key:
        return Chosen("key")
    return Constant(value)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
