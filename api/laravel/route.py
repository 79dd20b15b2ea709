"""What every handler declares about itself: the value of Litestar's ``opt=``.

A law walks all handlers and fails on one that declares no resource and action; at run time such a
handler is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from litestar.openapi.datastructures import ResponseSpec

if TYPE_CHECKING:
    from api.laravel.rules import Rules
    from api.laravel.throttle import Throttle

OPT_KEY: Final = "route"


class Refusal(msgspec.Struct, frozen=True):
    """The exact body of a route's 403, where the contract has one of its own."""

    body: dict[str, object]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A handler's declaration.

    ``after_validation``: a refusal by role waits until the body was found valid (the contract
    answers 422 before 403 there). ``tenantless``: the route serves callers of no tenant, knows no
    credentials and opens no unit of work (health, metrics, static files). ``raw_body``: the
    handler reads the bytes itself, so malformed JSON is its own affair. ``file`` is the field of a
    multipart form in which the route takes a file; it reads its form itself, up to
    ``largest_body`` bytes, which may be more than the server's limit for all other routes.

    ``operator``: the route is the back office's (``jwt.admin`` in the contract). Only the shop's
    operator token opens it; access tokens and sessions count for nothing there, an administrator's
    neither. The caller then is the shop's first administrator, so the policy rows speak of
    ``admin`` and no row is needed for the others. What answers, in this order: 419 (a page of the
    shop without its anti-forgery token, outside /api/v1/admin), 429 (counted per address), 503
    without a secret, 401, 403, and only then ids and bodies (D20). Tests call such a route as
    ``OPERATOR`` (tests/support/recipes.py) with ``World.operator()``.
    """

    resource: str
    action: str
    throttle: Throttle | None = None
    body: Rules | None = None
    query: Rules | None = None
    refusal: Refusal | None = None
    after_validation: bool = False
    csrf: bool = True
    tenantless: bool = False
    raw_body: bool = False
    operator: bool = False
    file: str | None = None
    largest_body: int = 0


def route(
    resource: str,
    action: str,
    *,
    throttle: Throttle | None = None,
    body: Rules | None = None,
    query: Rules | None = None,
    refusal: Refusal | None = None,
    after_validation: bool = False,
    csrf: bool = True,
    tenantless: bool = False,
    raw_body: bool = False,
    operator: bool = False,
    file: str | None = None,
    largest_body: int = 0,
) -> dict[str, object]:
    """The ``opt`` of a handler; see ``Route`` for what the keywords promise."""
    declaration = Route(
        resource=resource,
        action=action,
        throttle=throttle,
        body=body,
        query=query,
        refusal=refusal,
        after_validation=after_validation,
        csrf=csrf,
        tenantless=tenantless,
        raw_body=raw_body,
        operator=operator,
        file=file,
        largest_body=largest_body,
    )
    return {"resource": resource, "action": action, OPT_KEY: declaration}


def declaration_of(opt: dict[str, Any]) -> Route | None:
    """The declaration in a handler's ``opt``; none when the handler made none."""
    declaration = opt.get(OPT_KEY)
    return declaration if isinstance(declaration, Route) else None


def described(status: int, shape: Any) -> dict[int, ResponseSpec]:
    """The value of a handler's ``responses=`` where the shape of its answer is not its own type.

    ``shape`` is a Struct or a union of them; the OpenAPI document shows it under ``status``.
    """
    return {status: ResponseSpec(shape, generate_examples=False, description="Done.")}
