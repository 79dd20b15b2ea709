"""The OpenAPI document as the application writes it, and what is kept and told of it."""

from __future__ import annotations

import sys
import tomllib
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.app import create_app
from api.laravel.openapi import document
from api.settings import Settings
from frontend_contract import typescript
from frontend_contract.breaking import breaking_changes
from frontend_contract.document import (
    RELEASES,
    SNAPSHOT,
    keep_release,
    last_release,
    may_break,
    read_snapshot,
    version_of,
    write_snapshot,
)
from ops.home import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

WRITE: Final = "--write"
BREAKING: Final = "--breaking"
REPORT: Final = "--breaking-report"
RELEASE: Final = "--release"


def served_document() -> dict[str, Any]:
    """What ``GET /api/v1/openapi.json`` answers; neither a database nor a server is needed."""
    settings = Settings(database_url="postgresql:///", secret_key=bytes(32))
    app = create_app(settings).app
    written = msgspec.json.encode(document(app, session_cookie=settings.session_cookie))
    served: dict[str, Any] = msgspec.json.decode(written)
    return served


def renew(arguments: list[str]) -> int:
    """``make contract --write``: agree upon what is served, and write its TypeScript types; 1 when
    that would break callers. With ``--breaking`` it is agreed upon all the same.
    """
    served = served_document()
    broken = breaking_changes(read_snapshot(), served) if SNAPSHOT.exists() else []
    if not _is_wanted(broken, WRITE, arguments):
        return 1
    write_snapshot(served)
    # From what was written: its keys are sorted, so the types keep their places too.
    typescript.TYPES.write_text(typescript.written(read_snapshot()), encoding="utf-8")
    print(f"Written: {SNAPSHOT.name}, {len(served['paths'])} paths, and {typescript.TYPES.name}.")
    return 0


def release(arguments: list[str]) -> int:
    """``make contract --release``: keep what is served as this version's document; 1 when this
    version was kept before and its callers would break. With ``--breaking`` it is kept anyway.
    """
    served = served_document()
    version = _own_version()
    last = last_release()
    again = last is not None and last.version == version_of(version)
    broken = breaking_changes(last.document, served) if last is not None and again else []
    if not _is_wanted(broken, RELEASE, arguments):
        return 1
    print(f"Kept: {keep_release(version, served).relative_to(CHECKOUT)}.")
    return 0


def breaking_report(folder: Path = RELEASES, version: str | None = None) -> int:
    """``make contract --breaking-report``: what would break callers of the last release; 1 when
    something does and the version, by default the checkout's, does not warn them.
    """
    own = version or _own_version()
    last = last_release(folder)
    if last is None:
        print("No release is kept yet: nobody can be broken.")
        return 0
    number = ".".join(map(str, last.version))
    broken = breaking_changes(last.document, served_document())
    for sentence in broken:
        print(sentence)
    print(f"Callers of {number}: {len(broken) or 'no'} breaking change{'s'[: len(broken) != 1]}.")
    if not broken or may_break(last.version, version_of(own)):
        return 0
    print(
        "A release that breaks callers raises the major version, below 1.0 the minor one "
        f"(pyproject.toml says {own}).",
        file=sys.stderr,
    )
    return 1


def _is_wanted(broken: list[str], what: str, arguments: list[str]) -> bool:
    for sentence in broken:
        print(sentence)
    if not broken or BREAKING in arguments:
        return True
    print(
        f"Not written: callers would break. `contract {what} {BREAKING}` writes it anyway.",
        file=sys.stderr,
    )
    return False


def _own_version() -> str:
    """What the checkout calls itself; an installed copy may be older."""
    declared = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    version: str = declared["project"]["version"]
    return version
