"""Parts of a file that a caller asks for by ``Range`` (RFC 9110, section 14). Pure."""

from __future__ import annotations

import re
from typing import Final

import msgspec

# One range of bytes; 18 digits are more than any file has. Of several ranges, and of what cannot
# be read, a server may send the whole file instead (section 14.2), and this one does.
_ONE_RANGE: Final = re.compile(
    r"bytes=[ \t]*(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})[ \t]*", re.IGNORECASE
)


class Part(msgspec.Struct, frozen=True):
    """The bytes from ``first`` up to ``last``, both included."""

    first: int
    last: int

    def content_range(self, size: int) -> str:
        """The header that says which bytes of how many an answer holds."""
        return f"bytes {self.first}-{self.last}/{size}"


class WantedPart(msgspec.Struct, frozen=True):
    """What a caller asks for: from ``first`` on, up to ``last``; without ``first`` so many last."""

    first: int | None
    last: int | None

    def within(self, size: int) -> Part | None:
        """These bytes of a file of so many; none where the file has nothing of them (416)."""
        if self.first is None:
            length = min(self.last or 0, size)
            return Part(size - length, size - 1) if length else None
        if self.first >= size:
            return None
        return Part(self.first, size - 1 if self.last is None else min(self.last, size - 1))


def wanted_part(header: str | None) -> WantedPart | None:
    """The single range that a ``Range`` header names; none where the whole file is to be sent."""
    found = _ONE_RANGE.fullmatch(header or "")
    if found is None:
        return None
    first, last = (int(text) if text else None for text in found.group("first", "last"))
    if first is None and last is None:
        return None
    if first is not None and last is not None and last < first:
        return None
    return WantedPart(first, last)
