"""The tree that a rule set's keys form, and what a checked input becomes when poured through it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from api.laravel.rules.rule import find
from api.laravel.rules.scalars import MISSING

if TYPE_CHECKING:
    from api.laravel.rules.field import Field


class Shape(msgspec.Struct):
    """One key of the tree: its own rules, the named keys below it, and what ``*`` stands for.

    ``is_leaf`` says that nothing is declared below: the value is handed on whole.
    """

    field: Field | None = None
    named: dict[str, Shape] = msgspec.field(default_factory=dict)
    star: Shape | None = None
    is_leaf: bool = True
    cast: Callable[[object], object] | None = None


def shape_of(fields: Iterable[Field]) -> Shape:
    """Builds the tree of all keys, named keys in the order of the rules."""
    root = Shape()
    for field in fields:
        node = root
        for part in field.key.split("."):
            node.is_leaf = False
            if part == "*":
                node.star = node.star or Shape()
                node = node.star
            else:
                node = node.named.setdefault(part, Shape())
        node.field, node.cast = field, field.cast
    return root


def pour(shape: Shape, value: object, failed: Collection[str] = (), key: str = "") -> object:
    """The declared part of a value, cast; MISSING where there is none.

    Keys in ``failed`` are left out. An object without any declared key in it is left out too, as
    the contract does (``validate.validated-output``).
    """
    if value is MISSING or (failed and key in failed):
        return MISSING
    if shape.is_leaf:
        return value if shape.cast is None or value is None else _cast(shape.cast, value)
    if shape.star is not None and not shape.named:
        return _pour_members(shape, shape.star, value, failed, key)
    if not isinstance(value, list | dict):
        return MISSING
    prefix = f"{key}." if key else ""
    kept: dict[str, object] = {}
    for name, child in shape.named.items():
        found = value.get(name, MISSING) if isinstance(value, dict) else find(value, [name])
        if found is MISSING:
            continue
        if child.is_leaf and not failed:
            cast = child.cast
            kept[name] = found if cast is None or found is None else _cast(cast, found)
            continue
        poured = pour(child, found, failed, prefix + name if failed else "")
        if poured is not MISSING:
            kept[name] = poured
    return kept or MISSING


def _pour_members(
    shape: Shape, star: Shape, value: object, failed: Collection[str], key: str
) -> object:
    """Single values keep the keys they came with; objects with declared keys become a list."""
    if value is None and shape.field is not None:
        return None
    if not isinstance(value, list | dict):
        return MISSING
    pairs: Iterable[tuple[str | int, object]]
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    prefix = f"{key}." if key else ""
    kept: dict[str, object] = {}
    for name, member in pairs:
        poured = pour(star, member, failed, f"{prefix}{name}" if failed else "")
        if poured is not MISSING:
            kept[str(name)] = poured
        elif not star.is_leaf:
            kept[str(name)] = {}
    return kept if star.is_leaf and isinstance(value, dict) else list(kept.values())


def _cast(cast: Callable[[object], object], value: object) -> object:
    """A blank text passes every rule but required; it stands for null."""
    blank = isinstance(value, str) and not value.strip()
    return None if blank else cast(value)


def pour_all(
    shape: Shape, values: Mapping[str, object], failed: Collection[str]
) -> dict[str, object]:
    """``pour`` for the input as a whole: always an object."""
    poured = pour(shape, dict(values) if not isinstance(values, dict) else values, failed)
    return poured if isinstance(poured, dict) else {}
