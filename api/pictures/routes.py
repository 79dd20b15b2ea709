"""Pictures on the wire. Contract: GET /storage/{path}."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from api.kit.errors import NotFound
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.pictures.service import file_of

_YEAR: Final = 365 * 24 * 3600


@get("/storage/{path:path}", opt=route("picture", "view"), include_in_schema=False)
async def send_picture(request: StoaRequest, path: FromPath[str]) -> Response[bytes]:
    """A file of this shop's pictures, to be kept for a year: its name changes with its content.

    A path that names no file of the shop is not found, whosever file it may be.
    """
    # A picture must not begin a session, or no shared cache could keep it.
    request.edge.cookies = "none"
    file = file_of(path.lstrip("/"))
    storage = request.storage
    if file is None or storage is None:
        raise NotFound
    content = await storage.get(request.tenant.id, file.path)
    if content is None:
        raise NotFound
    shared = "private" if request.edge.tenant_from_header else "public"
    tag = f'"{file.path}"'
    headers = {"cache-control": f"{shared}, max-age={_YEAR}, immutable", "etag": tag}
    if tag in (request.edge.header(b"if-none-match") or ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, media_type=file.media_type, headers=headers)
