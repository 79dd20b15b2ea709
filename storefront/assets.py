"""Stylesheets, scripts and pictures that belong to the storefront.

Every page loads ``site.css``, the files of ``styles/site/`` in one; an area's own sheet lies beside
that folder (``styles/buying.css``) and is asked for by the pages of the area alone
(``{% set styles = ["buying"] %}`` at the top of a template).

The address of stylesheets and scripts carries a fingerprint of all of them
(``/assets/<fingerprint>/js/site.js``), so browsers keep them for a year and a module's relative
imports stay within one release. Pictures are drawn per shop and keep plain addresses for a day.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from litestar import Response, get
from litestar.datastructures import CacheControlHeader
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from api.laravel.route import route

if TYPE_CHECKING:
    from litestar import Router

FOLDER = Path(__file__).parent / "static"
# The parts of site.css: what stands later wins where two rules weigh the same.
_SITE = ("foundation", "frame", "forms", "parts")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_YEAR = 31_536_000
_DAY = 86_400


class Asset(NamedTuple):
    """One file: its bytes and its media type."""

    content: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """Every file but the illustrations, by its path below the static folder."""
    site = b"".join(_content(FOLDER / "styles" / "site" / f"{part}.css") for part in _SITE)
    return {"site.css": Asset(site, _TYPES[".css"])} | {
        path.relative_to(FOLDER).as_posix(): Asset(_content(path), _TYPES[path.suffix])
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file()
        and path.suffix in _TYPES
        and not {"illustrations", "site"} & {*path.relative_to(FOLDER).parts}
    }


def _content(path: Path) -> bytes:
    """A file's bytes; a stylesheet without its comments and the space around its punctuation."""
    content = path.read_bytes()
    if path.suffix != ".css":
        return content
    content = re.sub(rb"/\*.*?\*/", b"", content, flags=re.DOTALL)
    return re.sub(rb"\s*([{};])\s*", rb"\1", re.sub(rb"\s+", b" ", content))


@cache
def fingerprint() -> str:
    """Changes when any stylesheet or script changes."""
    digest = hashlib.sha256()
    for name, asset in assets().items():
        digest.update(name.encode() + b"\0" + asset.content + b"\0")
    return digest.hexdigest()[:12]


def address(name: str) -> str:
    """Where the browser finds an asset."""
    return f"/assets/{fingerprint()}/{name}"


@get(
    "/assets/{version:str}/{file_path:path}",
    opt=route("page", "view", tenantless=True),
    include_in_schema=False,
)
async def send_asset(version: FromPath[str], file_path: FromPath[str]) -> Response[bytes]:
    """The current file; kept for a year only under the fingerprint that belongs to it."""
    asset = assets().get(str(file_path).lstrip("/"))
    if asset is None:
        raise NotFoundException
    caching = f"public, max-age={_YEAR}, immutable" if version == fingerprint() else "no-cache"
    return Response(
        asset.content,
        media_type=asset.media_type,
        headers={"cache-control": caching},
    )


def pictures() -> Router:
    """``/static/…``: the illustrations, as the products' picture addresses name them."""
    return create_static_files_router(
        path="/static",
        directories=[FOLDER],
        name="pictures",
        opt=route("page", "view", tenantless=True),
        cache_control=CacheControlHeader(public=True, max_age=_DAY),
    )
