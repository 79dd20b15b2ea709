"""A small real app behind the real wire: routes of its own, real policies, people in a table.

``Directory`` is an interface that the application hands to the dialect; ``TableDirectory`` answers
it from two dictionaries, which the tests fill.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import httpx
import msgspec
from litestar import Litestar, Response, delete, get, patch, post
from litestar.handlers import HTTPRouteHandler

from api.kit.authz import Principal
from api.kit.clock import HeldClock
from api.kit.errors import Conflict, Invalid, NotFound, Unauthenticated
from api.laravel.dialect import Dialect
from api.laravel.directory import Authenticated, Seen
from api.laravel.errors import ErrorPage
from api.laravel.observe import AccessLog
from api.laravel.paginate import raw_paginator, read_page
from api.laravel.request import StoaRequest
from api.laravel.route import Refusal, route
from api.laravel.rules import Rules
from api.laravel.throttle import Throttle
from api.laravel.tokens import parse_plain, plain_text
from api.laravel.wire import Wire
from api.settings import Settings
from api.tenants.profile import Tenant, tenant_from_row

NAMESPACE = UUID("5d0b2f0e-9d6c-4b83-9d43-0a3f6a0e6c11")
MOMENT = datetime(2026, 1, 15, 12, 0, 0, tzinfo=UTC)
SECRET_KEY = b"0123456789abcdef0123456789abcdef"
NEW_PRODUCT = Rules({"name": "required|string", "price": "required|numeric"})


class NewProduct(msgspec.Struct):
    name: str
    price: Any


def make_tenant(slug: str, status: str = "active") -> Tenant:
    return tenant_from_row(
        {
            "id": uuid5(NAMESPACE, slug),
            "slug": slug,
            "name": slug.title(),
            "tagline": "",
            "status": status,
            "origin": "new",
            "currency": "EUR",
            "locale": "en",
            "country": "GR",
            "settings": {},
            "policy_version": 0,
        }
    )


class TableDirectory:
    """Tenants by host and slug, credentials by hash."""

    def __init__(self, default: str | None = "agora") -> None:
        self.default = default
        self.tenants = {
            "agora": make_tenant("agora"),
            "hedgerow": make_tenant("hedgerow"),
            "closed": make_tenant("closed", "suspended"),
        }
        self.hosts = {"hedgerow.localhost": "hedgerow", "shop.agora.test": "agora"}
        self.hosts["closed.localhost"] = "closed"
        self.tokens: dict[bytes, tuple[int, Authenticated]] = {}
        self.sessions: dict[bytes, Authenticated] = {}
        self.look_ups: list[str] = []

    async def tenant_by_host(self, host: str) -> Tenant | None:
        self.look_ups.append(f"host {host}")
        slug = self.hosts.get(host)
        return None if slug is None else self.tenants[slug]

    async def tenant_by_slug(self, slug: str) -> Tenant | None:
        self.look_ups.append(f"slug {slug}")
        return self.tenants.get(slug)

    def default_tenant_slug(self) -> str | None:
        return self.default

    async def by_token(
        self, token_hash: bytes, token_id: int | None, moment: datetime, seen: Seen
    ) -> Authenticated | None:
        self.look_ups.append("token")
        found = self.tokens.get(token_hash)
        if found is None or token_id not in (None, found[0]):
            return None
        return found[1]

    async def by_session(
        self, session_hash: bytes, moment: datetime, seen: Seen
    ) -> Authenticated | None:
        self.look_ups.append("session")
        return self.sessions.get(session_hash)

    async def by_operator_token(self, token: str, tenant: Tenant, moment: datetime) -> Principal:
        self.look_ups.append("operator")
        if token != f"operator of {tenant.slug}":
            raise Unauthenticated("Invalid token.", error="unauthenticated")
        return Principal(tenant_id=tenant.id, account_id=1, roles=("admin",))

    def person(self, slug: str, role: str, account_id: int, **facts: Any) -> Authenticated:
        tenant = self.tenants[slug]
        expires_at = facts.pop("expires_at", None)
        principal = Principal(
            tenant_id=tenant.id, account_id=account_id, roles=(role,), credential="token", **facts
        )
        return Authenticated(principal, tenant, expires_at)

    def token(self, slug: str, role: str, account_id: int = 7, **facts: Any) -> str:
        """A new token of a person; returns its plain text."""
        token_id = len(self.tokens) + 1
        plain = plain_text(token_id, f"{slug}{role}{token_id:040}")
        shown = parse_plain(plain)
        assert shown is not None
        person = self.person(slug, role, account_id, **facts)
        self.tokens[shown.token_hash] = (token_id, person)
        return plain


def about(request: StoaRequest) -> dict[str, Any]:
    return {
        "tenant": request.tenant.slug,
        "account": request.principal.account_id,
        "client": request.client_address,
        "url": request.page_path,
    }


@get("/api/v1/products", opt=route("product", "list", throttle=Throttle(3)))
async def list_products(request: StoaRequest) -> dict[str, Any]:
    page = read_page(await request.input())
    return raw_paginator([about(request)], page, 40, request.page_path)


@get("/api/v1/public/products/{product:str}", opt=route("product", "view"))
async def view_product(request: StoaRequest) -> Response[dict[str, Any]]:
    number = request.path_id("product")
    if number > 100:
        raise NotFound
    return Response(
        {"id": number, **about(request)},
        headers={"Cache-Control": "public, s-maxage=60, stale-while-revalidate=30"},
    )


@post(
    "/api/v1/products",
    opt=route("product", "create", body=NEW_PRODUCT, after_validation=True),
)
async def create_product(request: StoaRequest) -> dict[str, Any]:
    made = await request.validated(NEW_PRODUCT, NewProduct)
    request.scope_of_work()
    return {"name": made.name}


@patch("/api/v1/products/{product:str}", opt=route("product", "create", after_validation=True))
async def forgetful(request: StoaRequest) -> dict[str, Any]:
    """Asks neither for validated input nor for a unit of work."""
    return {"done": True}


@delete("/api/v1/products/{product:str}", opt=route("product", "list"))
async def delete_product(request: StoaRequest) -> None:
    request.scope_of_work()


@get("/api/v1/cart/items", opt=route("cart", "view"))
async def view_cart(request: StoaRequest) -> dict[str, Any]:
    return about(request)


@post("/api/v1/cart/items", opt=route("cart", "change", throttle=Throttle(30), body=NEW_PRODUCT))
async def change_cart(request: StoaRequest) -> dict[str, Any]:
    return {"input": await request.input(), **about(request)}


@get(
    "/api/v1/producer/me",
    opt=route(
        "product", "create", refusal=Refusal({"success": False, "message": "No producer profile"})
    ),
)
async def view_producer(request: StoaRequest) -> dict[str, Any]:
    return about(request)


LOGIN_LIMIT = Throttle(10, per=("address", "email"), name="auth-login")


@post(
    "/api/v1/auth/login",
    opt=route("account", "login", throttle=LOGIN_LIMIT, body=NEW_PRODUCT),
    status_code=200,
)
async def login(request: StoaRequest) -> dict[str, Any]:
    directory: TableDirectory = request.app.state.directory
    values = await request.input()
    if values.get("password") == "password" and request.uses_cookie_session:
        person = directory.person("agora", "consumer", 7)
        principal = msgspec.structs.replace(person.principal, credential="session")
        directory.sessions[request.start_session()] = Authenticated(principal, person.tenant)
    return {"email": values.get("email")}


@post("/api/v1/auth/logout", opt=route("account", "logout"), status_code=200)
async def logout(request: StoaRequest) -> dict[str, Any]:
    request.app.state.directory.sessions.clear()
    request.forget_session()
    return {"message": "Logged out successfully"}


@get("/api/v1/notifications", opt=route("account", "login"))
async def fail(request: StoaRequest) -> dict[str, Any]:
    kind = request.query_params.get("kind")
    if kind == "conflict":
        raise Conflict("Somebody was faster.", code="TAKEN")
    if kind == "invalid":
        raise Invalid({"a": ["First.", "Second."], "b.0.c": ["Third."]})
    if kind == "not-found":
        raise NotFound("Order not found")
    if kind == "away":
        raise ConnectionRefusedError("nobody listens")
    raise RuntimeError("the secret ingredient is honey")


@get("/api/health", opt=route("health", "view", tenantless=True))
async def health() -> dict[str, str]:
    return {"status": "ok"}


@get("/up", opt=route("health", "view", tenantless=True))
async def up() -> dict[str, str]:
    return {"status": "ok"}


@get("/sanctum/csrf-cookie", opt=route("session", "start"), status_code=204)
async def csrf_cookie() -> None:
    """The cookies are the pipeline's."""


@get("/", opt=route("product", "list"), media_type="text/html")
async def shop_page(request: StoaRequest) -> str:
    return f'<form method="post"><input name="_token" value="{request.csrf_token}"></form>'


@post("/cart", opt=route("product", "list"), media_type="text/html")
async def post_page(request: StoaRequest) -> str:
    return f"<p>{request.principal.account_id}</p>"


@get("/api/v1/undeclared")
async def undeclared() -> dict[str, str]:
    return {"leak": "yes"}


HANDLERS = [
    list_products,
    view_product,
    create_product,
    forgetful,
    delete_product,
    view_cart,
    change_cart,
    view_producer,
    login,
    logout,
    fail,
    health,
    up,
    csrf_cookie,
    shop_page,
    post_page,
    undeclared,
]


class LineKeeper:
    """Keeps what would have been logged."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def write(self, line: bytes) -> None:
        assert line.endswith(b"}\n")
        self.lines.append(msgspec.json.decode(line))


class WireApp:
    """The app, its people, its clock and its log; ``client()`` speaks to it."""

    def __init__(
        self,
        *,
        default: str | None = "agora",
        error_page: ErrorPage | None = None,
        handlers: Sequence[HTTPRouteHandler] = (),
        **settings: Any,
    ) -> None:
        self.directory = TableDirectory(default)
        self.clock = HeldClock(MOMENT)
        self.log = LineKeeper()
        self.settings = Settings(
            **{
                "database_url": "postgresql://nobody@127.0.0.1:1/none",
                "environment": "test",
                "secret_key": SECRET_KEY,
                **settings,
            }
        )
        self.dialect = Dialect(
            settings=self.settings,
            clock=self.clock,
            directory=self.directory,
            error_page=error_page,
            access_log=AccessLog(self.log.write),
        )
        litestar = Litestar(
            route_handlers=[*HANDLERS, *handlers],
            openapi_config=None,
            **self.dialect.litestar_options(),
        )
        litestar.state.directory = self.directory
        self.wire: Wire = self.dialect.wrap(litestar)

    @asynccontextmanager
    async def client(
        self,
        host: str = "dixis.test",
        peer: str = "198.51.100.7",
        scheme: str = "http",
        **headers: str,
    ) -> AsyncIterator[httpx.AsyncClient]:
        """A caller from ``peer``; ``headers`` are sent with every request, ``_`` for ``-``."""
        transport = httpx.ASGITransport(app=self.wire, client=(peer, 4711))
        sent = {"Accept": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(
            transport=transport, base_url=f"{scheme}://{host}", headers=sent
        ) as client:
            yield client
