"""No value in any field of any route makes the server fail.

Proves that text with NUL, half a surrogate pair, 10 KB, SQL and markup, numbers beyond bigint and
beyond a double, and lists and objects where a text is expected answer below 500, in every field of
every body and in every query, and leave the other shop as it was. What the right answer to each is
belongs to the domains' own tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.attacks.walker import LONG
from tests.support.marked_world import other_shop
from tests.support.recipes import RECIPES, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.attacks.arena import Arena

TEXTS = (
    "a\0b",
    "\0",
    LONG,
    "'; DROP TABLE orders; --",
    "<script>{{7*7}}</script>",
    "%00",
    "\u202e",
)
VALUES: tuple[Any, ...] = (
    *TEXTS,
    *(2**63, -(2**63), 10**400, 1e308),
    *([[[[]]]], {"a": {"b": []}}, True, None, "\ud800"),
)
QUERY = (
    *("search", "q", "page", "per_page", "sort", "dir", "direction", "min_price", "max_price"),
    *("category", "producer", "producer_id", "status", "limit", "show_read", "redirect", "back"),
    *("token", "organic", "is_active", "is_organic", "cultivation_type", "min_rating", "role"),
)
WITH_BODY = [key for key, recipe in RECIPES.items() if recipe.body]
READING = [key for key in RECIPES if key.startswith("GET ")]
SHOP = "agora"


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The dotted names of all fields, containers too."""
    if path:
        yield path
    entries = dict(enumerate(value)) if isinstance(value, list) else value
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        yield from leaves(entry, f"{path}.{name}" if path else str(name))


async def expect_no_harm(arena: Arena, failures: list[str]) -> None:
    """No failure, and the other shop as it was."""
    beyond = [name for name in await arena.changes(SHOP) if name.startswith(other_shop(SHOP))]
    await arena.restore()
    assert (failures, beyond) == ([], [])


@pytest.mark.parametrize("key", WITH_BODY)
async def test_no_field_of_a_body_makes_the_server_fail_at(arena: Arena, key: str) -> None:
    recipe = RECIPES[key]
    pages = not key.partition(" ")[2].startswith("/api/")
    credential = arena.caller.credential(recipe.person, SHOP, pages=pages)
    failures = []
    for name in leaves(recipe.body):
        for value in TEXTS if pages else VALUES:
            place = Place(where="body", name=name)
            reply = await arena.caller.call(key, recipe, SHOP, credential, place, value)
            if reply.status >= 500:
                failures.append(f"{name}={str(value)[:20]!r}: {reply.status}")
    await expect_no_harm(arena, failures)


@pytest.mark.parametrize("key", READING)
async def test_no_query_makes_the_server_fail_at(arena: Arena, key: str) -> None:
    recipe = RECIPES[key]
    pages = not key.partition(" ")[2].startswith("/api/")
    credential = arena.caller.credential(recipe.person, SHOP, pages=pages)
    failures = []
    for value in TEXTS:
        # 25 names at once; httpx sends addresses of 64 KB at most.
        asked = msgspec.structs.replace(recipe, query=dict.fromkeys(QUERY, value[:2000]))
        reply = await arena.caller.call(key, asked, SHOP, credential)
        if reply.status >= 500:
            failures.append(f"{value[:20]!r}: {reply.status}")
    await expect_no_harm(arena, failures)
