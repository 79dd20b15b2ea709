"""Pages by cursor: the next one begins after the last row of this one, whatever was added since.

A list answers ``{"data": […], "next_cursor": "…"}``; the cursor is opaque, none at the end, and
comes back as ``?cursor=`` with an optional ``limit``.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec

from api.kit.errors import Invalid

DEFAULT_LIMIT: Final = 50
LARGEST_LIMIT: Final = 100

Place = TypeVar("Place")


def read_limit(query: Mapping[str, Any]) -> int:
    """How many rows are asked for. Raises ``Invalid`` for what is no number from 1 to 100."""
    limit = query.get("limit")
    if limit is None:
        return DEFAULT_LIMIT
    text = str(limit)
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LARGEST_LIMIT:
        return int(text)
    raise Invalid({"limit": [f"The limit must be a number from 1 to {LARGEST_LIMIT}."]})


def read_cursor(query: Mapping[str, Any], place: type[Place]) -> Place | None:
    """After which row the page begins; none at the start. Raises ``Invalid`` for a made-up one."""
    cursor = query.get("cursor")
    if cursor is None:
        return None
    try:
        text = str(cursor).encode("ascii")
        return msgspec.json.decode(base64.b64decode(text, b"-_", validate=True), type=place)
    except (binascii.Error, ValueError, msgspec.DecodeError) as reason:
        sentence = "The cursor is none that was given out. Begin without one."
        raise Invalid({"cursor": [sentence]}) from reason


def cursor_of(place: object) -> str:
    """What the next page is asked for with: the place of this page's last row."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode("ascii")
