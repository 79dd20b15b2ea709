"""Callers of the last release are warned by the version, or not broken."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from frontend_contract.document import (
    RELEASES,
    keep_release,
    last_release,
    may_break,
    read_snapshot,
)
from ops.verify.document import breaking_report

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.contract


def test_a_release_is_kept_and_the_newest_is_found_by_number(tmp_path: Path) -> None:
    assert last_release(tmp_path) is None
    for version in ("0.9.0", "0.10.0", "0.2.11"):
        keep_release(version, {"openapi": version}, tmp_path)
    newest = last_release(tmp_path)
    assert newest is not None
    assert (newest.version, newest.document) == ((0, 10, 0), {"openapi": "0.10.0"})


@pytest.mark.parametrize("version", ["1", "1.2", "v1.2.3", "1.2.3-rc1", "../1.2.3", ""])
def test_a_release_has_a_number(tmp_path: Path, version: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        keep_release(version, {}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_release_of_this_project_is_kept() -> None:
    assert last_release(RELEASES) is not None


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ((1, 2, 3), (2, 0, 0), True),
        ((1, 2, 3), (1, 3, 0), False),
        ((0, 1, 0), (0, 2, 0), True),
        ((0, 1, 0), (0, 1, 1), False),
        ((0, 1, 0), (1, 0, 0), True),
        ((1, 2, 3), (1, 2, 3), False),
    ],
)
def test_only_a_number_that_warns_may_break(
    before: tuple[int, int, int], after: tuple[int, int, int], allowed: bool
) -> None:
    assert may_break(before, after) is allowed


def test_what_breaks_callers_is_reported_and_fails_unless_the_version_warns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    released = copy.deepcopy(read_snapshot())
    released["paths"]["/api/v1/once"] = {"get": {"operationId": "Once", "responses": {}}}
    assert breaking_report(tmp_path, "0.1.0") == 0
    keep_release("0.1.0", released, tmp_path)
    assert breaking_report(tmp_path, "0.1.1") == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[-2:] == [
        "GET /api/v1/once is gone.",
        "Callers of 0.1.0: 1 breaking change.",
    ]
    assert "pyproject.toml says 0.1.1" in said.err
    assert breaking_report(tmp_path, "0.2.0") == 0
    keep_release("0.1.0", read_snapshot(), tmp_path)
    assert breaking_report(tmp_path, "0.1.0") == 0
