"""Pictures on the wire. Contract: GET /storage/{path}."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from api.kit.errors import NotFound
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.pictures.ranges import WantedPart, wanted_part
from api.pictures.service import file_of

_YEAR: Final = 365 * 24 * 3600


@get("/storage/{path:path}", opt=route("picture", "view"), include_in_schema=False)
async def send_picture(request: StoaRequest, path: FromPath[str]) -> Response[bytes]:
    """A file of this shop's pictures, to be kept for a year: its name changes with its content.

    A path that names no file of the shop is not found, whosever file it may be. Whoever has the
    file is told so (304); whoever asks for a part of it gets that part (206), or learns how long
    the file is where it has no such part (416).
    """
    # A picture must not begin a session, or no shared cache could keep it.
    request.edge.cookies = "none"
    file = file_of(path.lstrip("/"))
    storage = request.storage
    if file is None or storage is None:
        raise NotFound
    shared = "private" if request.edge.tenant_from_header else "public"
    tag = f'"{file.path}"'
    headers = {
        "cache-control": f"{shared}, max-age={_YEAR}, immutable",
        "etag": tag,
        "accept-ranges": "bytes",
    }
    known = tag in (request.edge.header(b"if-none-match") or "")
    wanted = None if known else _wanted(request, tag)
    if not known and wanted is None:
        content = await storage.get(request.tenant.id, file.path)
        if content is None:
            raise NotFound
        return Response(content, media_type=file.media_type, headers=headers)
    size = await storage.size(request.tenant.id, file.path)
    if size is None:
        raise NotFound
    if wanted is None:
        return Response(b"", status_code=304, headers=headers)
    part = wanted.within(size)
    if part is None:
        headers = {"accept-ranges": "bytes", "content-range": f"bytes */{size}"}
        return Response(b"", status_code=416, headers=headers)
    content = await storage.get(request.tenant.id, file.path, part=(part.first, part.last + 1))
    if content is None:
        raise NotFound
    headers["content-range"] = part.content_range(size)
    return Response(content, status_code=206, media_type=file.media_type, headers=headers)


def _wanted(request: StoaRequest, tag: str) -> WantedPart | None:
    """The part that a GET asks for.

    ``If-Range`` wants it only of the file of this very tag; a date matches none, because these
    answers bear none (RFC 9110, sections 13.1.5 and 14.2).
    """
    edge = request.edge
    if edge.original_method != "GET" or edge.header(b"if-range") not in (None, tag):
        return None
    return wanted_part(edge.header(b"range"))
