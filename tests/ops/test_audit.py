"""What `make check` makes of an answer of the vulnerability services."""

from __future__ import annotations

import json

import pytest

from ops.verify.audit import Audit, read_answer


def test_findings_and_packages_nobody_looked_up_are_told_apart() -> None:
    answer = {
        "dependencies": [
            {"name": "sound", "version": "1.0", "vulns": []},
            {
                "name": "holed",
                "version": "2.0",
                "vulns": [
                    {"id": "PYSEC-1", "fix_versions": ["2.1"]},
                    {"id": "X", "fix_versions": []},
                ],
            },
            {"name": "unknown", "skip_reason": "not found"},
        ]
    }
    assert read_answer(json.dumps(answer)) == Audit(
        looked_up=2,
        unknown=1,
        findings=[
            "holed 2.0: PYSEC-1, mended in 2.1",
            "holed 2.0: X, mended in no version yet",
        ],
    )


def test_silence_is_no_answer() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        read_answer("")
