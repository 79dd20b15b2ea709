"""Both paginators of the old backend and how it reads ``page`` and ``per_page`` (dialect 3.7).

Page URLs bear only ``?page=N``: other query parameters are dropped, as recorded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

LARGEST_OFFSET: Final = 2**63 - 1
DEFAULT_PER_PAGE: Final = 15
LARGEST_PER_PAGE: Final = 100

# How many page links stand on each side of the current page.
ON_EACH_SIDE: Final = 3
WINDOW: Final = ON_EACH_SIDE + 4
UNCUT_PAGES: Final = ON_EACH_SIDE * 2 + 7

_WHOLE_NUMBER: Final = re.compile(r"[+]?(0|[1-9][0-9]{0,18})")
_DIGITS: Final = re.compile(r"[+]?[0-9]+")


class Page(msgspec.Struct, frozen=True):
    """Which slice of a list is asked for. ``number`` and ``size`` are at least 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Rows before the page; never more than a bigint holds."""
        return min((self.number - 1) * self.size, LARGEST_OFFSET)

    @property
    def limit(self) -> int:
        """Rows on the page."""
        return self.size


class PageLink(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the paginator: a page, a gap, previous or next."""

    url: str | None
    label: str
    active: bool
    page: int | msgspec.UnsetType | None = msgspec.UNSET


class RawPage(msgspec.Struct, frozen=True, kw_only=True):
    """The shape of ``raw_paginator``, for the document; a list adds its ``data``."""

    current_page: int
    first_page_url: str
    from_: int | None = msgspec.field(name="from")
    last_page: int
    last_page_url: str
    links: list[PageLink]
    next_page_url: str | None
    path: str
    per_page: int
    prev_page_url: str | None
    to: int | None
    total: int


class EdgeLinks(msgspec.Struct, frozen=True, kw_only=True):
    """Where a list begins and ends, and the pages beside this one."""

    first: str
    last: str
    prev: str | None
    next: str | None


class CollectionMeta(msgspec.Struct, frozen=True, kw_only=True):
    """Which slice of the list is shown, with all steps of the paginator."""

    current_page: int
    from_: int | None = msgspec.field(name="from")
    last_page: int
    links: list[PageLink]
    path: str
    per_page: int
    to: int | None
    total: int


class ResourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """The shape of ``resource_collection``, for the document; a list adds its ``data``."""

    links: EdgeLinks
    meta: CollectionMeta


def read_page(
    query: dict[str, Any], default: int = DEFAULT_PER_PAGE, cap: int = LARGEST_PER_PAGE
) -> Page:
    """The page that merged input asks for, on routes that validate neither key."""
    return Page(page_number(query.get("page")), page_size(query.get("per_page"), default, cap))


def page_number(value: object) -> int:
    """A whole number from 1 to a bigint; anything else is page 1."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 1 <= value <= LARGEST_OFFSET else 1
    if not isinstance(value, str) or not _WHOLE_NUMBER.fullmatch(value.strip()):
        return 1
    return page_number(int(value))


def page_size(value: object, default: int = DEFAULT_PER_PAGE, cap: int = LARGEST_PER_PAGE) -> int:
    """``per_page`` after D8: below 1, text or a fraction is the default, too much is the cap."""
    if isinstance(value, int) and not isinstance(value, bool):
        return default if value < 1 else min(value, cap)
    if not isinstance(value, str) or not _DIGITS.fullmatch(value.strip()):
        return default
    digits = value.strip().lstrip("+0")
    if len(digits) > len(str(LARGEST_OFFSET)):
        return cap
    return page_size(int(digits or "0"), default, cap)


def last_page(total: int, size: int) -> int:
    """The number of the last page; an empty list has one page."""
    return max(1, -(-total // size))


def first_row(page: Page, shown: int) -> int | None:
    """``from``: the number of the first row shown, none on an empty page."""
    return (page.number - 1) * page.size + 1 if shown else None


def last_row(page: Page, shown: int) -> int | None:
    """``to``: the number of the last row shown, none on an empty page."""
    return (page.number - 1) * page.size + shown if shown else None


def raw_paginator(items: Sequence[Any], page: Page, total: int, path: str) -> dict[str, Any]:
    """The flat body (``/public/products``, ``/public/producers``).

    ``path`` is the absolute URL of the list without its query string.
    """
    last = last_page(total, page.size)
    return {
        "current_page": page.number,
        "data": items,
        "first_page_url": f"{path}?page=1",
        "from": first_row(page, len(items)),
        "last_page": last,
        "last_page_url": f"{path}?page={last}",
        "links": page_links(page.number, last, path),
        "next_page_url": _url(path, _next(page.number, last)),
        "path": path,
        "per_page": page.size,
        "prev_page_url": _url(path, _previous(page.number)),
        "to": last_row(page, len(items)),
        "total": total,
    }


def resource_collection(items: Sequence[Any], page: Page, total: int, path: str) -> dict[str, Any]:
    """The body with ``links`` and ``meta`` (``/products``, ``/producers``)."""
    last = last_page(total, page.size)
    return {
        "data": items,
        "links": {
            "first": f"{path}?page=1",
            "last": f"{path}?page={last}",
            "prev": _url(path, _previous(page.number)),
            "next": _url(path, _next(page.number, last)),
        },
        "meta": {
            "current_page": page.number,
            "from": first_row(page, len(items)),
            "last_page": last,
            "links": page_links(page.number, last, path),
            "path": path,
            "per_page": page.size,
            "to": last_row(page, len(items)),
            "total": total,
        },
    }


def page_links(current: int, last: int, path: str) -> list[dict[str, Any]]:
    """Previous, the window of page numbers with its gaps, next."""
    links = [_step("&laquo; Previous", _previous(current), path)]
    for group in page_window(current, last):
        if len(links) > 1:
            links.append({"url": None, "label": "...", "active": False})
        links.extend(
            {
                "url": f"{path}?page={number}",
                "label": str(number),
                "page": number,
                "active": number == current,
            }
            for number in group
        )
    links.append(_step("Next &raquo;", _next(current, last), path))
    return links


def page_window(current: int, last: int) -> list[range]:
    """Groups of page numbers with a gap between two groups; up to 13 pages there is no gap."""
    if last <= UNCUT_PAGES:
        return [range(1, last + 1)]
    if current <= WINDOW:
        return [range(1, WINDOW + ON_EACH_SIDE + 1), range(last - 1, last + 1)]
    if current > last - WINDOW:
        return [range(1, 3), range(last - WINDOW - ON_EACH_SIDE + 1, last + 1)]
    middle = range(current - ON_EACH_SIDE, current + ON_EACH_SIDE + 1)
    return [range(1, 3), middle, range(last - 1, last + 1)]


def _step(label: str, number: int | None, path: str) -> dict[str, Any]:
    return {"url": _url(path, number), "label": label, "page": number, "active": False}


def _previous(current: int) -> int | None:
    return current - 1 if current > 1 else None


def _next(current: int, last: int) -> int | None:
    return current + 1 if current < last else None


def _url(path: str, number: int | None) -> str | None:
    return None if number is None else f"{path}?page={number}"
