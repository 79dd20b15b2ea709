"""Sends what a recipe describes, as somebody, at some shop, with any id in any place."""

from __future__ import annotations

import copy
import html
import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import httpx
import msgspec

from api.laravel.session import SessionCookies
from tests.support.marked_world import ONLY, expired_token, session_value
from tests.support.pictures import picture
from tests.support.recipes import GUEST, OPERATOR
from tests.support.world import CURRENCIES, HOSTS, MOMENT, operator_token

if TYPE_CHECKING:
    from api.laravel.wire import Wire
    from tests.support.recipes import Place, Recipe
    from tests.support.world import World

# What an equal answer may draw anew.
_DRAWN: Final = re.compile(
    rb'"(?:decision_id|request_id|public_token|token)":"[^"]*"|thank-you\?token=[0-9a-f-]{36}'
    # The anti-forgery token of a page, under a pad that is new in each answer.
    rb"|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])"
)
_NO_HOST: Final = "names.nobody.test"


class Credential(msgspec.Struct, frozen=True):
    """What the caller shows, and at which door: host and, if named, the ``X-Tenant`` header."""

    host: str
    bearer: str | None = None
    session: str | None = None
    tenant_header: str | None = None


class Reply(msgspec.Struct, frozen=True):
    """An answer and the id that was asked for, so that two answers can be compared."""

    status: int
    body: bytes
    location: str
    compared: tuple[int, bytes, str]

    def same_as(self, other: Reply) -> bool:
        """Whether a caller could tell the two apart, the id it sent and random values aside."""
        return self.compared == other.compared


class Caller:
    """Calls one running application."""

    def __init__(self, application: Wire, world: World) -> None:
        transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://agora.test")
        settings = application.app.state.settings
        self._sessions = SessionCookies(
            settings.secret_key, settings.session_cookie, settings.stateful_hosts
        )
        self._cookie_name = settings.session_cookie
        self.world = world

    async def close(self) -> None:
        await self._http.aclose()

    def credential(self, person: str, shop: str, *, pages: bool) -> Credential:
        """What a person shows at the own shop: a browser's session to pages, a token to the API."""
        if pages:
            return Credential(
                HOSTS[shop], session=session_value(None if person == GUEST else person, shop)
            )
        return Credential(HOSTS[shop], bearer=self._bearer(person, shop))

    def _bearer(self, person: str, shop: str) -> str | None:
        if person == OPERATOR:
            return operator_token(shop)
        return None if person == GUEST else self.world.tokens[shop][person]

    def foreign_credentials(self, person: str, shop: str, home: str) -> dict[str, Credential]:
        """What somebody of the shop ``home`` shows at ``shop``, in every way there is."""
        token = self._bearer(person, home)
        if person == OPERATOR:
            return {
                "token at the other host": Credential(HOSTS[shop], bearer=token),
                "token with the other X-Tenant": Credential(
                    _NO_HOST, bearer=token, tenant_header=shop
                ),
            }
        return {
            "token at the other host": Credential(HOSTS[shop], bearer=token),
            "session at the other host": Credential(
                HOSTS[shop], session=session_value(person, home)
            ),
            "token with the other X-Tenant": Credential(_NO_HOST, bearer=token, tenant_header=shop),
            "session with the other X-Tenant": Credential(
                _NO_HOST, session=session_value(person, home), tenant_header=shop
            ),
        }

    def confused_credential(self, person: str, shop: str, home: str) -> Credential:
        """The own host and token with the other shop's ``X-Tenant``."""
        return Credential(HOSTS[home], bearer=self._bearer(person, home), tenant_header=shop)

    def expired_credential(self, person: str, shop: str) -> Credential:
        if person == OPERATOR:
            return Credential(HOSTS[shop], bearer=operator_token(shop, exp=MOMENT.timestamp()))
        return Credential(HOSTS[shop], bearer=expired_token(person, shop))

    async def call(
        self,
        key: str,
        recipe: Recipe,
        shop: str,
        credential: Credential,
        place: Place | None = None,
        value: object = None,
    ) -> Reply:
        """The recipe's request with ``value`` standing in ``place``."""
        method, _, template = key.partition(" ")
        path, query, body = _filled(recipe, shop, place, value)
        pages = not template.startswith("/api/")
        headers = self._headers(credential, pages=pages)
        if recipe.file is None:
            content = self._content(headers, body, credential, pages=pages)
        else:
            content = _form(headers, recipe.file, body or {})
        url = _url(template, path, query)
        response = await self._http.request(method, url, headers=headers, content=content)
        return _reply(response, url, value)

    def _headers(self, credential: Credential, *, pages: bool) -> dict[str, str]:
        headers = {"host": credential.host, "accept": "text/html" if pages else "application/json"}
        if credential.bearer is not None:
            headers["authorization"] = f"Bearer {credential.bearer}"
        if credential.tenant_header is not None:
            headers["x-tenant"] = credential.tenant_header
        # A browser has a session from its first page on; it proves nothing by itself.
        if pages or credential.session is not None:
            session = self._session_of(credential)
            headers["cookie"] = f"{self._cookie_name}={session}"
            headers["origin"] = f"http://{credential.host}"
            headers["x-xsrf-token"] = self._sessions.csrf_token(session)
        return headers

    def _session_of(self, credential: Credential) -> str:
        return credential.session or session_value(None, "any")

    def _content(
        self, headers: dict[str, str], body: Any, credential: Credential, *, pages: bool
    ) -> bytes | None:
        if body is None:
            return None
        if not pages:
            headers["content-type"] = "application/json"
            # The standard library writes what attackers need: huge integers, half surrogates.
            return json.dumps(body).encode()
        headers["content-type"] = "application/x-www-form-urlencoded"
        del headers["x-xsrf-token"]
        token = self._sessions.csrf_token(self._session_of(credential))
        return urlencode({**body, "_token": token}).encode()


def _form(headers: dict[str, str], field: str, fields: dict[str, Any]) -> bytes:
    """A multipart form with a picture in one field and texts in the others."""
    files = {field: ("picture.png", picture(), "image/png")}
    form = httpx.Request("POST", "http://form.test", data=fields, files=files)
    headers["content-type"] = form.headers["content-type"]
    return form.read()


def _filled(
    recipe: Recipe, shop: str, place: Place | None, value: object
) -> tuple[dict[str, object], dict[str, object], Any]:
    """Path, query and body with the shop's words and the id put in."""
    path, query = dict(recipe.path), dict(recipe.query)
    body = _worded(copy.deepcopy(recipe.body), shop)
    if place is not None and place.where == "path":
        path[place.name] = value
    elif place is not None and place.where == "query":
        query[place.name] = value
    elif place is not None:
        *steps, last = place.name.split(".")
        holder = body
        for step in steps:
            holder = holder[_index(step)]
        holder[_index(last)] = value
    return path, query, body


def _index(step: str) -> Any:
    return int(step) if step.isdigit() else step


def _worded(value: Any, shop: str) -> Any:
    if isinstance(value, dict):
        return {key: _worded(entry, shop) for key, entry in value.items()}
    if isinstance(value, list):
        return [_worded(entry, shop) for entry in value]
    if value == ":only":
        return ONLY[shop]
    if isinstance(value, str):
        return value.replace(":currency", CURRENCIES[shop]).replace(":shop", shop)
    return value


def _url(template: str, path: dict[str, object], query: dict[str, object]) -> str:
    for name, value in path.items():
        template = template.replace(f"{{{name}}}", quote(str(value), safe="-._~"))
    return f"{template}?{urlencode(query)}" if query else template


def _reply(response: httpx.Response, url: str, value: object) -> Reply:
    location, shown = response.headers.get("location", ""), response.content
    request_id = response.headers.get("x-request-id", "")
    if request_id:
        shown = shown.replace(request_id.encode(), b"<request>")
    shown = _DRAWN.sub(b"<drawn>", shown)
    for spelling in _spellings(url, value):
        shown = shown.replace(spelling.encode(), b"<asked>")
        location = location.replace(spelling, "<asked>")
    compared = (response.status_code, shown, location)
    return Reply(response.status_code, response.content, location, compared)


def _spellings(url: str, value: object) -> list[str]:
    """How a page may repeat what it was asked, longest first: links, forms, redirects."""
    asked = [url, url.partition("?")[0]] if len(url) > 1 else []
    if value is not None and len(str(value)) > 3:
        asked.append(str(value))
    spelled = {each for text in asked for each in (text, quote(text, safe=""), html.escape(text))}
    return sorted(spelled, key=len, reverse=True)
