"""Failures in Stoa's own dialect: problem details (RFC 9457) for everything under /api/stoa.

The server's pipeline finds the failure; this turns it into the body. ``type`` names the kind of
failure for programs (``urn:stoa:problem:<code>``), ``detail`` is a sentence for people, ``errors``
maps each field to its sentences, ``instance`` names the request in the log. A 404 bears none of
these beyond its kind, so that an unknown route, an unknown thing and another shop's thing answer
with the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec

PREFIX: Final = "/api/stoa/"
MEDIA_TYPE: Final = "application/problem+json"
NOT_FOUND: Final = "There is no such thing here."
_WORDS_OF_THE_OTHER_DIALECT: Final = frozenset(
    {"message", "error", "success", "errors", "request_id", "decision_id"}
)


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of every failure under /api/stoa; failures may add members of their own."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str | None = None
    decision_id: str | None = None
    errors: Mapping[str, list[str]] | None = None


SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:stoa:problem:[a-z_]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "decision_id": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


def problem(status: int, code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a failure; ``facts`` is what the contract's dialect would have said."""
    kind, title = f"urn:stoa:problem:{code}", HTTPStatus(status).phrase
    if status == HTTPStatus.NOT_FOUND:
        return _plain(Problem(type=kind, title=title, status=status, detail=NOT_FOUND))
    request_id = facts.get("request_id")
    body = _plain(
        Problem(
            type=kind,
            title=title,
            status=status,
            detail=str(facts.get("message", "")),
            instance=None if request_id is None else f"urn:stoa:request:{request_id}",
            decision_id=facts.get("decision_id"),
            errors=facts.get("errors"),
        )
    )
    added = {name: facts[name] for name in facts.keys() - _WORDS_OF_THE_OTHER_DIALECT}
    return {**added, **body}


def _plain(body: Problem) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(body)
    return plain
