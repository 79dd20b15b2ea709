"""The environment of a checkout: what is cut from the lock, what a bare machine is told."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ops import __main__ as door
from ops.home import CHECKOUT
from ops.setup.lock_file import cut_out, packages
from ops.verbs import VERBS, help_text, main

if TYPE_CHECKING:
    from pathlib import Path

LOCK = """\
# made by hand
one==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via two
two==2.0 \\
    --hash=sha256:cc
"""


def test_a_package_is_cut_out_with_all_its_hashes() -> None:
    assert cut_out(LOCK, "one") == (
        "one==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    )
    assert cut_out(LOCK, "two") == "two==2.0 \\\n    --hash=sha256:cc\n"
    with pytest.raises(KeyError):
        cut_out(LOCK, "three")


def test_the_lock_pins_every_package_and_names_no_index() -> None:
    lock = (CHECKOUT / "requirements.lock").read_text()
    assert {"uv", "litestar", "hatchling", "editables"} <= set(packages(lock))
    assert "://" not in lock
    for package in packages(lock):
        assert "--hash=sha256:" in cut_out(lock, package.lower())


def test_the_door_is_readable_for_an_old_python(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("__init__.py", "__main__.py"):
        source = (CHECKOUT / "ops" / name).read_text()
        ast.parse(source, feature_version=(3, 4))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert door.main() == 1
    assert capsys.readouterr().err.startswith("stoa: this is Python 3.9; Stoa needs 3.11 or newer.")


def test_a_python_without_venv_is_told_how_to_get_it(tmp_path: Path) -> None:
    checkout, shadow = tmp_path / "checkout", tmp_path / "shadow"
    shutil.copytree(CHECKOUT / "ops", checkout / "ops")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(CHECKOUT / name, checkout / name)
    shadow.mkdir()
    (shadow / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None\n")
    done = subprocess.run(
        [sys.executable, "-m", "ops", "run"],
        cwd=checkout,
        env={"PYTHONPATH": str(shadow)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "apt install python3-venv" in done.stderr


def test_an_unknown_verb_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 1
    assert capsys.readouterr().err == (
        "stoa: There is no verb 'fly'. `python3 -m ops help` lists them.\n"
    )


def test_help_and_makefile_know_every_verb() -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    assert set(phony.split()[1:]) == set(VERBS)
    assert all(f"make {verb} " in help_text() for verb in VERBS)
