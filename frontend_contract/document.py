"""The snapshot of the served OpenAPI document, and the documents of earlier releases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import msgspec

Node = dict[str, Any]
Version = tuple[int, int, int]

SNAPSHOT: Final = Path(__file__).with_name("openapi.json")
RELEASES: Final = Path(__file__).with_name("releases")
_VERSION: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)", re.ASCII)


class Release(msgspec.Struct, frozen=True):
    """A version that callers were given, and the document it served."""

    version: Version
    document: Node


def read_snapshot() -> Node:
    """The document as it was last agreed upon."""
    snapshot: Node = msgspec.json.decode(SNAPSHOT.read_bytes())
    return snapshot


def write_snapshot(document: Node) -> None:
    """Agree upon this document."""
    SNAPSHOT.write_bytes(rendered(document))


def rendered(document: Node) -> bytes:
    """The bytes of a document: keys sorted, one entry a line, so that changes can be read."""
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=1) + b"\n"


def last_release(folder: Path = RELEASES) -> Release | None:
    """The newest of the releases kept in a folder of ``1.2.3.json``; None in an empty one.

    Raises ValueError for a file that is named otherwise.
    """
    kept = {version_of(path.stem): path for path in folder.glob("*.json")}
    if not kept:
        return None
    newest = max(kept)
    return Release(newest, msgspec.json.decode(kept[newest].read_bytes()))


def keep_release(version: str, document: Node, folder: Path = RELEASES) -> Path:
    """Keep a release's document, in one line: it is compared, not read. The file's path."""
    version_of(version)
    path = folder / f"{version}.json"
    folder.mkdir(exist_ok=True)
    path.write_bytes(msgspec.json.encode(document, order="sorted") + b"\n")
    return path


def version_of(text: str) -> Version:
    """``"1.2.3"`` as numbers. Raises ValueError for anything else."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no version like 1.2.3.")
    return int(match[1]), int(match[2]), int(match[3])


def may_break(before: Version, after: Version) -> bool:
    """Whether callers were warned by the number: a new major version, below 1.0 a new minor one."""
    return after[0] > before[0] or (after[0] == before[0] == 0 and after[1] > before[1])
