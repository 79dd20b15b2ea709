"""Every route of the contract has a record of its success and of each refusal that applies to it.

The routes are those of the application itself, and who may never call one is what the policy says.
What this proves: a front-end developer finds an example of everything, and a replay of our own
records asks every route. What it does not prove: that the examples show every kind of answer.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

import pytest
from litestar.routes import HTTPRoute

from api.app import create_app
from api.kit.authz import Principal, decide
from api.laravel.route import declaration_of
from api.settings import Settings
from policies.rows import ROLES
from tests.frontend_contract.own import AREAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.laravel.route import Route
    from frontend_contract.records import Record

pytestmark = pytest.mark.contract

SUCCESS: Final = "a success (2xx)"
BY_GUEST: Final = "a guest turned away (401)"
BY_ROLE: Final = "a role turned away that may never do this (401, 403 or 404)"
UNKNOWN: Final = "an id that does not exist (404)"
WRONG: Final = "wrong input (422)"

# What cannot be shown, with the reason; this list may only shrink.
CANNOT: Final[dict[tuple[str, str], str]] = {
    ("PATCH /api/v1/admin/commission-rules/preview", SUCCESS): "the word is no rule: always 404",
    ("PATCH /api/v1/admin/products/pending", SUCCESS): "the word is no product: always 404",
}
# What records call an account of each role; the policy's own names besides.
ROLE_OF: Final = {
    "consumer2": "consumer",
    "producer2": "producer",
    "shop_admin": "admin",
}


class Documented(NamedTuple):
    """A route of the contract with what it declares."""

    name: str
    declared: Route

    def needs(self) -> Iterator[str]:
        """What must be recorded of it."""
        yield SUCCESS
        if self.declared.tenantless:
            return
        if not self._allows("guest"):
            yield BY_GUEST
        if self.turned_away:
            yield BY_ROLE
        if "{" in self.name:
            yield UNKNOWN
        if self.declared.body is not None or self.declared.query is not None:
            yield WRONG

    @property
    def turned_away(self) -> set[str]:
        """The roles of accounts that may never do this, whatever it is done to."""
        if self.declared.operator:
            return set(ROLES) - {"guest"}
        return {role for role in ROLES if role != "guest" and not self._allows(role)}

    def shows(self, record: Record) -> Iterator[str]:
        """What a record of this route is an example of."""
        status, role = record.response.status, ROLE_OF.get(record.role, record.role)
        if 200 <= status < 300:
            yield SUCCESS
        if role == "guest" and status == 401:
            yield BY_GUEST
        if role in self.turned_away and status in (401, 403, 404):
            yield BY_ROLE
        if status == 404:
            yield UNKNOWN
        if status == 422:
            yield WRONG

    def _allows(self, role: str) -> bool:
        principal = Principal(
            tenant_id=UUID(int=0),
            account_id=None if role == "guest" else 1,
            roles=(role,),
            producer_id=1,
            producer_active=True,
            business_active=True,
            credential="none" if role == "guest" else "token",
        )
        return decide(principal, self.declared.action, self.declared.resource).allowed


def documented() -> list[Documented]:
    """The routes that the OpenAPI document lists."""
    app = create_app(Settings(database_url="postgresql:///", secret_key=bytes(32))).app
    paths = app.openapi_schema.paths or {}
    found = []
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or route.path_format not in paths:
            continue
        for handler in route.route_handlers:
            declared = declaration_of(handler.opt)
            if declared is None or not handler.resolve_include_in_schema():
                continue
            methods = handler.http_methods - {"HEAD", "OPTIONS"}
            found += [Documented(f"{method} {route.path_format}", declared) for method in methods]
    return sorted(found)


ROUTES: Final = documented()


def test_every_route_has_a_record_of_its_success_and_of_each_refusal() -> None:
    shown: dict[str, set[str]] = defaultdict(set)
    routes = {route.name: route for route in ROUTES}
    for records in AREAS.values():
        for record in records:
            if record.route in routes:
                shown[record.route] |= set(routes[record.route].shows(record))
    missing = [
        f"{route.name}: {needed}"
        for route in ROUTES
        for needed in route.needs()
        if needed not in shown[route.name] and (route.name, needed) not in CANNOT
    ]
    assert missing == [], (
        "No record shows it. Write the request (id, note, role, request) into a file of "
        "frontend_contract/exchanges, then: "
        "python3 -m ops contract --record frontend_contract/exchanges/FILE.json\n"
        + "\n".join(missing)
    )


def test_what_cannot_be_shown_is_not_shown() -> None:
    names = {route.name: route for route in ROUTES}
    for (name, what), reason in CANNOT.items():
        assert what in set(names[name].needs()), reason
        records = [one for area in AREAS.values() for one in area if one.route == name]
        assert all(what not in set(names[name].shows(record)) for record in records), reason
