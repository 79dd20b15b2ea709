"""Sends a record's requests to a server and compares the answer: a black box over HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar
from urllib.parse import unquote

import httpx
import jwt
import msgspec

from frontend_contract.comparison import Answer, differences, kind_of
from frontend_contract.deviations import RULES
from frontend_contract.records import Record, Scenario, Step
from frontend_contract.settings import (
    SECRETS,
    moment_of,
    needs_a_setting_that_is_none,
    settings_of,
)
from frontend_contract.stories import numbered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontend_contract.deviations import Rule
    from frontend_contract.records import Earlier

Part = TypeVar("Part", bound=msgspec.Struct)

DEFAULT_SESSION_COOKIE: Final = "stoa_session"
# The back office signs its own tokens; an admin's account has one like everybody else's.
OPERATOR: Final = "operator"
RECORDED_OPERATOR: Final = "admin"
ADMIN_ACCOUNT: Final = "admin_token"
ROLE_S_TOKEN: Final = "Bearer <token>"
SESSION_COOKIES: Final = "<session cookies>"
XSRF_VALUE: Final = "<XSRF cookie value>"
SIGNATURE: Final = "<computed>"
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = {"Accept": "application/json"}
_PLACE: Final = re.compile(r"\{\{(\w+)\}\}")
_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]")


class Outcome(msgspec.Struct, frozen=True):
    """How a record went. ``not_run`` says why nothing was compared."""

    record: Record
    differences: list[str] = []
    not_run: str | None = None

    @property
    def is_as_promised(self) -> bool:
        """Equal, or a deviation whose rule holds."""
        return not self.differences and self.not_run is None


class Stage(Protocol):
    """Brings the server into the state that a record starts from."""

    async def prepare(self, record: Record) -> None:
        """Restore the rows, set the clock, empty the counters of limits."""

    async def set_clock(self, moment: str) -> None:
        """Only the clock: the next step of a story."""


class Player:
    """Plays records over one HTTP client, whose base URL is the server's."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        stage: Stage | None = None,
        tokens: Mapping[str, str] | None = None,
        rules: Mapping[str, Rule] = RULES,
        session_cookie: str = DEFAULT_SESSION_COOKIE,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """``tokens`` are bearer tokens by role, ``rules`` what replaces equality by deviation.

        ``settings`` are the recorded settings that the server was started with; a record that
        asks for others is not run.
        """
        self._client = client
        self._stage = stage
        self._tokens = tokens or {}
        self._rules = rules
        self._session_cookie = session_cookie
        self._settings = settings or {}
        self._cookies: dict[str, str] = {}

    async def play(self, record: Record) -> Outcome:
        """Prepare the state, send what goes before and the request itself, compare."""
        if not self._can_run(record.env):
            return Outcome(record, not_run=f"needs a server with {', '.join(sorted(record.env))}")
        try:
            _, answer = await self.ask(record)
        except httpx.TransportError as reason:
            return Outcome(record, [f"no answer: {reason!r}"])
        return self._compare(record, answer)

    async def ask(self, record: Record) -> tuple[list[int], Answer]:
        """The statuses of what goes before, and the answer itself, from the record's own state.

        Raises httpx.TransportError when nobody answers.
        """
        if self._stage is not None:
            await self._stage.prepare(record)
        self._cookies.clear()
        captured: dict[str, Any] = {}
        statuses = [
            await self._send_earlier(_filled(earlier, captured), record.clock, captured)
            for earlier in record.pre
        ]
        named = msgspec.structs.replace(record, request=_filled(record.request, captured))
        return statuses, await self._ask(named)

    async def play_story(self, scenario: Scenario) -> list[Outcome]:
        """The steps of a story, one after the other; a later one needs what earlier ones gave."""
        captured: dict[str, Any] = {}
        outcomes: list[Outcome] = []
        self._cookies.clear()
        for step in scenario.steps:
            named = msgspec.structs.replace(numbered(step), id=f"{scenario.id} {step.step}")
            if not self._can_run(scenario.env):
                needed = ", ".join(sorted(scenario.env))
                outcomes.append(Outcome(named, not_run=f"needs a server with {needed}"))
                continue
            if self._stage is not None and step is scenario.steps[0]:
                await self._stage.prepare(named)
            elif self._stage is not None:
                await self._stage.set_clock(step.clock)
            outcomes.append(await self._play_step(named, captured, scenario.captured_example))
        return outcomes

    async def _play_step(
        self, step: Step, captured: dict[str, Any], example: Mapping[str, Any]
    ) -> Outcome:
        asked = msgspec.structs.replace(step, request=_filled(step.request, captured))
        answer = await self._ask(asked)
        found: list[str] = []
        for name, path in step.capture.items():
            value = _found_at(answer.body, path)
            if kind_of(value) != kind_of(example.get(name)):
                wanted = kind_of(example.get(name))
                found.append(f"{path} is {kind_of(value)} instead of {wanted}")
            captured[name] = value
        # What was captured here is compared by its type alone; later steps must repeat it.
        expected = msgspec.structs.replace(asked, response=_filled(step.response, captured))
        outcome = self._compare(expected, answer)
        return Outcome(step, [*found, *outcome.differences])

    def _compare(self, record: Record, answer: Answer) -> Outcome:
        if record.deviation is None:
            told = differences(record, answer, session_cookie=self._session_cookie)
            return Outcome(record, told)
        rule = self._rules.get(record.deviation)
        if rule is None:
            return Outcome(record, not_run=f"{record.deviation} has no rule")
        # The old answer is lawful where both say the same: a deviation allows, it does not ask.
        return Outcome(record, rule(record, answer))

    def _can_run(self, env: Mapping[str, str]) -> bool:
        return not needs_a_setting_that_is_none(env) and settings_of(env) == self._settings

    async def _send_earlier(self, earlier: Earlier, clock: str, captured: dict[str, Any]) -> int:
        headers = {**_JSON, **self._filled_headers(earlier.headers)}
        if earlier.role is not None:
            headers["Authorization"] = f"Bearer {self._token(earlier.role, clock)}"
        body = None if earlier.json is msgspec.UNSET else earlier.json
        answer = await self._client.request(
            earlier.method, earlier.path, headers=headers, json=body
        )
        body = answer.json() if earlier.capture and answer.is_success else None
        for name, path in earlier.capture.items():
            captured[name] = _found_at(body, path)
        self._cookies.update(answer.cookies)
        return answer.status_code

    def _token(self, role: str, clock: str) -> str:
        if role not in (OPERATOR, RECORDED_OPERATOR):
            return self._tokens["admin" if role == ADMIN_ACCOUNT else role]
        issued = int(moment_of(clock).timestamp())
        claims = {
            "iss": SECRETS["STOA_OPERATOR_JWT_ISSUER"],
            "type": "admin",
            "sub": "adm1",
            "iat": issued - 60,
            "exp": issued + 3600,
        }
        return jwt.encode(claims, SECRETS["STOA_OPERATOR_JWT_SECRET"], algorithm="HS256")

    async def _ask(self, record: Record) -> Answer:
        # A record is one caller's: nobody else's cookies may travel with it.
        self._client.cookies.clear()
        request = record.request
        content = _content(record)
        response = await self._client.request(
            request.method, request.path, headers=self._headers(record, content), **content
        )
        self._cookies.update(response.cookies)
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            cookies=response.headers.get_list("set-cookie"),
            content=response.content,
        )

    def _headers(self, record: Record, content: Mapping[str, Any]) -> dict[str, str]:
        headers = self._filled_headers(record.request.headers)
        for name, value in headers.items():
            if value == ROLE_S_TOKEN:
                headers[name] = f"Bearer {self._token(record.role, record.clock)}"
            elif value == SIGNATURE:
                headers[name] = _signature(record, content.get("content", b""))
        return headers

    def _filled_headers(self, recorded: Mapping[str, str]) -> dict[str, str]:
        """With the cookies that earlier answers set."""
        session = "; ".join(f"{name}={text}" for name, text in self._cookies.items())
        known = {
            SESSION_COOKIES: session,
            XSRF_VALUE: unquote(self._cookies.get("XSRF-TOKEN", "")),
        }
        # Spaces around a value are no part of it (RFC 9110, 5.5), and the client refuses them.
        return {name: known.get(value, value.strip()) for name, value in recorded.items()}


def _signature(record: Record, body: bytes) -> str:
    """What the payment provider would sign the body with at the record's moment."""
    connect = record.request.path.endswith("-connect")
    name = "STOA_STRIPE_CONNECT_WEBHOOK_SECRET" if connect else "STOA_STRIPE_WEBHOOK_SECRET"
    moment = int(moment_of(record.clock).timestamp())
    signed = f"{moment}.".encode() + body
    digest = hmac.new(SECRETS[name].encode(), signed, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def _content(record: Record) -> dict[str, Any]:
    request = record.request
    if request.body_raw is not None:
        return {"content": request.body_raw.encode()}
    if request.body_base64 is not None:
        return {"content": base64.b64decode(request.body_base64)}
    if request.body is msgspec.UNSET:
        return {}
    kinds = [value for name, value in request.headers.items() if name.lower() == "content-type"]
    if kinds and kinds[0].startswith(_FORM):
        return {"data": request.body}
    return {"content": msgspec.json.encode(request.body)}


def _filled(part: Part, captured: Mapping[str, Any]) -> Part:
    """A request or an answer with ``{{name}}`` replaced by what was captured under the name."""
    plain = _replaced(msgspec.to_builtins(part), captured)
    return msgspec.convert(plain, type(part))


def _replaced(value: Any, captured: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(entry, captured) for key, entry in value.items()}
    if isinstance(value, list):
        return [_replaced(entry, captured) for entry in value]
    if not isinstance(value, str):
        return value
    whole = _PLACE.fullmatch(value)
    if whole and whole[1] in captured:
        return captured[whole[1]]
    return _PLACE.sub(lambda match: str(captured.get(match[1], match[0])), value)


def _found_at(body: Any, path: str) -> Any:
    """What stands at ``$.data.orders[0].id``; None where nothing does."""
    for name, place in _STEP.findall(path):
        if name and isinstance(body, dict):
            body = body.get(name)
        elif place and isinstance(body, list) and int(place) < len(body):
            body = body[int(place)]
        else:
            return None
    return body
