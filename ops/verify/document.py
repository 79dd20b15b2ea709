"""The OpenAPI document as the application writes it, and renewing the snapshot of it."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from api.app import create_app
from api.laravel.openapi import document
from api.settings import Settings
from frontend_contract.document import (
    SNAPSHOT,
    breaking_changes,
    read_snapshot,
    write_snapshot,
)

WRITE = "--write"
BREAKING = "--breaking"


def served_document() -> dict[str, Any]:
    """What ``GET /api/v1/openapi.json`` answers; neither a database nor a server is needed."""
    settings = Settings(database_url="postgresql:///", secret_key=bytes(32))
    app = create_app(settings).app
    written = msgspec.json.encode(document(app, session_cookie=settings.session_cookie))
    served: dict[str, Any] = msgspec.json.decode(written)
    return served


def renew(arguments: list[str]) -> int:
    """``make contract --write``: agree upon what is served; 1 when that would break callers.

    With ``--breaking`` it is agreed upon all the same.
    """
    served = served_document()
    broken = breaking_changes(read_snapshot(), served) if SNAPSHOT.exists() else []
    for sentence in broken:
        print(sentence)
    if broken and BREAKING not in arguments:
        print(
            f"Not written: callers would break. `contract {WRITE} {BREAKING}` writes it anyway.",
            file=sys.stderr,
        )
        return 1
    write_snapshot(served)
    print(f"Written: {SNAPSHOT.name}, {len(served['paths'])} paths.")
    return 0
