"""The wire shape of suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

import msgspec

from api.laravel.rules import Rules

# No name is longer; what somebody types is cut by no more than this.
SUGGEST: Final = Rules({"q": "nullable|string|max:100"})


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Something whose name the words may become. ``slug`` is what its page and filters take."""

    kind: Literal["category", "producer", "product"]
    id: int
    name: str
    slug: str
    image_url: str | None


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """GET /api/stoa/v1/search/suggestions"""

    data: list[Suggestion]


def suggestions(rows: Iterable[Mapping[str, Any]]) -> Suggestions:
    fields = Suggestion.__struct_fields__
    return Suggestions(data=[Suggestion(**{name: row[name] for name in fields}) for row in rows])
