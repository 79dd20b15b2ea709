"""Exchange records: a request and the exact answer to it, from a known state of a shop."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_EXCHANGES: Final = Path(__file__).with_name("exchanges")
EXCHANGES_VARIABLE: Final = "STOA_EXCHANGES"
FIXTURES: Final = "fixture-ids.json"
TOO_MANY: Final = 429
# When a record happens unless it says so.
MOMENT: Final = "2026-01-15T12:00:00Z"


class Request(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is sent. ``body`` goes as JSON unless the content type says form; ``body_raw`` as is,
    ``body_base64`` as the bytes that it encodes.
    """

    method: str
    path: str
    headers: dict[str, str] = {}
    body: Any = msgspec.UNSET
    body_raw: str | None = None
    body_base64: str | None = None


class Expected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What must come back. ``set-cookie`` is a list like ``name [path=/; httponly]``."""

    status: int
    headers: dict[str, str | list[str]] = {}
    body: Any = None


class Earlier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request that runs before the record's own, on the same state.

    ``capture`` names what later requests say as ``{{name}}``, by its path in the answer.
    """

    method: str
    path: str
    role: str | None = None
    headers: dict[str, str] = {}
    json: Any = msgspec.UNSET
    capture: dict[str, str] = {}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange. ``volatile`` are paths like ``$.body.data[0].token``; only their types count.

    ``private`` are keys that no answer of ours may bear, ``deviation`` is the number of a wanted
    difference, ``env`` names settings that the server must have been started with.
    """

    id: str
    route: str
    role: str
    clock: str = MOMENT
    request: Request
    response: Expected
    note: str | None = None
    pre: list[Earlier] = []
    volatile: list[str] = []
    private: list[str] = []
    deviation: str | None = None
    env: dict[str, str] = {}
    response_raw: str | None = None

    @property
    def is_limited(self) -> bool:
        """Whether limits matter: requests go before it, or it is one too many."""
        return bool(self.pre) or self.response.status == TOO_MANY

    @property
    def is_maintenance(self) -> bool:
        """Whether it was recorded while the shop was closed for maintenance."""
        return self.note is not None and self.note.startswith("artisan down")


class Step(Record, frozen=True, kw_only=True):
    """One exchange of a scenario. ``capture`` names what later steps need, by its path."""

    id: str = ""
    route: str = ""
    step: int
    title: str = ""
    capture: dict[str, str] = {}


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A story whose steps follow each other on one state.

    ``captured_example`` has what the recording captured, to compare types by.
    """

    id: str
    title: str
    steps: list[Step]
    env: dict[str, str] = {}
    captured_example: dict[str, Any] = {}


def exchanges_folder(named: str | None = None) -> Path:
    """The folder that was named, else STOA_EXCHANGES, else our own records.

    Raises FileNotFoundError for one that is not there.
    """
    folder = Path(named or os.environ.get(EXCHANGES_VARIABLE, "").strip() or OWN_EXCHANGES)
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {folder} with exchange records.")
    return folder


def read_records(folder: Path) -> dict[str, list[Record]]:
    """The records of a folder by area (the file's name), in the order of names and lines.

    Raises msgspec.ValidationError for a file that holds something else, ValueError where an id
    occurs twice in an area.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}


def read_scenarios(folder: Path) -> list[Scenario]:
    """The stories of a folder in the order of their names; none without the folder.

    Raises msgspec.ValidationError for a file that holds something else.
    """
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return [msgspec.json.decode(path.read_bytes(), type=Scenario) for path in paths]


def _read(path: Path) -> list[Record]:
    records = msgspec.json.decode(path.read_bytes(), type=list[Record])
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise ValueError(f"{path.name} has two records {record.id!r}.")
        seen.add(record.id)
    return records


def read_tokens(folder: Path) -> Mapping[str, str]:
    """Bearer tokens by role, from ``fixture-ids.json`` beside the folder; empty without one."""
    path = folder / FIXTURES
    if not path.exists():
        path = folder.parent / FIXTURES
    if not path.exists():
        return {}
    tokens: dict[str, str] = msgspec.json.decode(path.read_bytes()).get("tokens", {})
    return tokens
