"""What somebody may mean while typing. Stoa's own: GET /api/stoa/v1/search/suggestions."""

from __future__ import annotations

from typing import Final

from litestar import Response, get

from api.catalog import service
from api.catalog.listing.schemas import SUGGEST, Suggestions, suggestions
from api.catalog.listing.wanted import sees_wholesale
from api.catalog.routes import cache_headers
from api.laravel.request import StoaRequest
from api.laravel.route import described, route
from api.laravel.throttle import Throttle

# Two a second: a browser asks when the fingers rest.
TYPING: Final = Throttle(120)


@get(
    "/api/stoa/v1/search/suggestions",
    operation_id="ListSuggestions",
    tags=["Catalogue"],
    opt=route("product", "list", throttle=TYPING, query=SUGGEST),
    responses=described(200, Suggestions),
)
async def list_suggestions(request: StoaRequest) -> Response[Suggestions]:
    """Categories, producers and products whose names hold the words of ``q``, at most eight.

    Words may be begun, in Greek or Latin letters, with or without accents. Nothing asked, nothing
    suggested.
    """
    words = SUGGEST.check(await request.input()).get("q")
    rows = []
    if isinstance(words, str) and words and "\0" not in words:
        async with request.unit_of_work(read_only=True) as uow:
            rows = await service.suggest(uow, words, wholesale=sees_wholesale(request))
    return Response(suggestions(rows), headers=cache_headers(request))
