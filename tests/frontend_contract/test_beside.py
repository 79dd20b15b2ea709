"""What a shop answers does not depend on who shops in another one of the same server.

The command is run as an operator runs it: a server of its own, our records of an area, and others
who fill carts and place orders beside them. With recordings of an old shop the same option is
``STOA_EXCHANGES=... python3 -m ops contract --beside 8``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from ops.home import CHECKOUT
from tests.frontend_contract.own import AREAS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.contract

AREA = "notifications"


def test_records_are_equal_while_others_shop_in_another_shop(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "ops", "contract", "--own", "--only", AREA]
    command += ["--beside", "4", "--report", str(report)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    counted = {area["area"]: area for area in msgspec.json.decode(report.read_bytes())}
    assert counted[AREA]["equal"] == len(AREAS[AREA])
    (beside,) = re.findall(r"^Beside it: (.*);", done.stdout, re.M)
    answers = {int(status): int(times) for times, status in re.findall(r"(\d+) × (\d+)", beside)}
    assert answers[201] > 0
    assert {status for status in answers if status not in (200, 201)} == set()
