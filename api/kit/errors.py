"""Failures every layer may raise: a status, a sentence that says what to do, extra fields.

A failure knows no wire format. The dialect that answers the request turns it into bytes
(``api/laravel/errors.py`` for ``/api/v1``), so a service can be called from any dialect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.kit.authz import Decision


class Failure(Exception):
    """A failure that the caller is told about.

    ``sentence`` is shown to people; ``fields`` become further keys of the body; ``headers`` are
    sent with it. ``code`` is stable for programs.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(
        self,
        sentence: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **fields: object,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = fields
        self.headers = dict(headers or {})


class BadRequest(Failure):
    """The request cannot be understood."""


class Unauthenticated(Failure):
    """The route asks who is calling and nobody proved it."""

    status = 401
    code = "unauthenticated"


class Refused(Failure):
    """The policy says no; the decision explains which rows were looked at."""

    status = 403
    code = "forbidden"

    def __init__(
        self, decision: Decision | None = None, sentence: str = "", **fields: object
    ) -> None:
        super().__init__(sentence)
        self.fields = fields
        self.decision = decision


class NotFound(Failure):
    """No such thing in this tenant; another tenant's thing answers the same."""

    status = 404
    code = "not_found"


class Conflict(Failure):
    """The request was right a moment ago; the state of the shop has moved on."""

    status = 409
    code = "conflict"


class PayloadTooLarge(Failure):
    """The body is longer than the server reads."""

    status = 413
    code = "payload_too_large"


class CsrfMismatch(Failure):
    """A browser session sent a change without its anti-forgery token."""

    status = 419
    code = "csrf_mismatch"


class Invalid(Failure):
    """The input breaks rules; ``errors`` maps each dotted field to all its sentences, in order."""

    status = 422
    code = "validation_failed"

    def __init__(self, errors: Mapping[str, list[str]], sentence: str = "") -> None:
        super().__init__(sentence)
        self.errors = dict(errors)


class TooManyRequests(Failure):
    """The caller is over the route's limit."""

    status = 429
    code = "too_many_requests"


class Unavailable(Failure):
    """Something the server depends on does not answer; nothing was stored, try again."""

    status = 503
    code = "unavailable"
