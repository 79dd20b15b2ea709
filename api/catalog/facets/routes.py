"""The choices of a product list's filters. Stoa's own: GET /api/stoa/v1/products/facets."""

from __future__ import annotations

from litestar import Response, get

from api.catalog import service
from api.catalog.facets import schemas
from api.catalog.listing.wanted import public_filters
from api.catalog.routes import READS, cache_headers
from api.laravel.paginate import read_page
from api.laravel.request import StoaRequest
from api.laravel.route import described, route


@get(
    "/api/stoa/v1/products/facets",
    operation_id="ShowProductFacets",
    tags=["Catalogue"],
    opt=route("product", "list", throttle=READS),
    responses=described(200, schemas.FacetsAnswer),
)
async def show_facets(request: StoaRequest) -> Response[schemas.FacetsAnswer]:
    """What the public list's filters may be set to, and how many products each choice shows.

    Takes the filters of ``/api/v1/public/products`` and reads them as that does. Each filter's own
    choices are counted as if it were not set.
    """
    query = await request.input()
    filters = public_filters(request, query, read_page(query))
    async with request.unit_of_work(read_only=True) as uow:
        rows = await service.count_facets(uow, filters)
    return Response(schemas.facets(rows, request.tenant.currency), headers=cache_headers(request))
