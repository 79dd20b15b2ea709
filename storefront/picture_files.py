"""Uploaded pictures lie in several widths; a page names them all and the browser takes one.

A file's address tells its width and kind (``/storage/pictures/<name>/640.webp``), so the addresses
of the others follow from any of them. A picture from elsewhere, a drawn one for instance, has the
one address it came with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTHS: Final = (320, 640, 1280)
_FILE: Final = re.compile(
    rf"(?P<folder>/storage/pictures/[0-9a-f-]+/)(?:{'|'.join(map(str, WIDTHS))})\.(?:webp|jpg)"
)


class Files(msgspec.Struct, frozen=True):
    """The values of ``srcset`` by kind, and the file for browsers that know none of it."""

    webp: str
    jpg: str
    middle: str


def files(url: str) -> Files | None:
    """All files of the uploaded picture at this address; none for an address elsewhere."""
    found = _FILE.fullmatch(url)
    if found is None:
        return None
    folder = found["folder"]
    webp, jpg = (
        ", ".join(f"{folder}{width}.{kind} {width}w" for width in WIDTHS)
        for kind in ("webp", "jpg")
    )
    return Files(webp, jpg, f"{folder}{WIDTHS[1]}.jpg")


def thumbnail(url: str | None) -> str | None:
    """The smallest file of a picture: enough for 96 points on the sharpest screens."""
    found = _FILE.fullmatch(url or "")
    return url if found is None else f"{found['folder']}{WIDTHS[0]}.webp"


def largest(url: str) -> str:
    """The widest file of a picture, in the kind that every program reads."""
    found = _FILE.fullmatch(url)
    return url if found is None else f"{found['folder']}{WIDTHS[-1]}.jpg"


PICTURE_FILTERS: dict[str, Callable[..., Any]] = {"files": files, "thumbnail": thumbnail}
