"""Migration files on disk: which there are, in which order, and what their heads promise."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Literal, cast

import msgspec

MIGRATIONS = Path(__file__).parent
FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
PHASE = re.compile(r"\bphase:\s*(expand|backfill|contract)\b")
TRANSACTION = re.compile(r"\btransaction:\s*(yes|no)\b")

Phase = Literal["expand", "backfill", "contract"]


class MigrationError(Exception):
    """Migrations cannot go on; the sentence says what stands in the way and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MigrationFile(msgspec.Struct, frozen=True, kw_only=True):
    """One migration: its name (``0001_spine``), its SQL in both directions, its head's promises.

    ``digest`` is the SHA-256 of the forward SQL, so an edit after the fact is noticed.
    """

    name: str
    phase: Phase
    transactional: bool
    up: str
    down: str
    digest: str


def read_migrations(folder: Path = MIGRATIONS) -> tuple[MigrationFile, ...]:
    """All migrations of ``folder`` in order.

    Raises MigrationError for a name outside ``NNNN_name.sql``, a gap or a repetition in the
    numbers, a missing down file, or a head without phase and transaction.
    """
    paths = sorted(path for path in folder.glob("*.sql") if not path.name.endswith(".down.sql"))
    for number, path in enumerate(paths, start=1):
        match = FILE_NAME.fullmatch(path.name)
        if match is None or int(match[1]) != number:
            raise MigrationError(
                f"{path.name}: migrations are numbered without gaps; expected "
                f"{number:04d}_name.sql."
            )
    return tuple(_read(path) for path in paths)


def _read(path: Path) -> MigrationFile:
    down = path.with_suffix(".down.sql")
    if not down.exists():
        raise MigrationError(f"{path.name} has no {down.name} beside it.")
    text = path.read_text(encoding="utf-8")
    head = _head_comment(text)
    phase, transaction = PHASE.search(head), TRANSACTION.search(head)
    if phase is None or transaction is None:
        raise MigrationError(
            f"{path.name} must begin with '-- phase: expand|backfill|contract' "
            "and '-- transaction: yes|no'."
        )
    return MigrationFile(
        name=path.stem,
        phase=cast("Phase", phase[1]),
        transactional=transaction[1] == "yes",
        up=text,
        down=down.read_text(encoding="utf-8"),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _head_comment(sql: str) -> str:
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line)
    return "\n".join(lines)
