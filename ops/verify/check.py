"""``make check``: what a change must pass, and ``make fmt``."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ops.home import CHECKOUT
from ops.refusal import Refusal
from ops.verify.audit import audit
from ops.verify.contract import contract
from ops.verify.tests import test

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAMS = Path(sys.executable).parent


class Step(NamedTuple):
    """A named part of the check; ``work`` returns an exit code."""

    name: str
    work: Callable[[], int]


def check(arguments: list[str]) -> int:
    """Run every step to its end, then say which failed; 1 when any did."""
    if arguments:
        raise Refusal("`check` takes no arguments; a part of the tests: make test T=path")
    failed = []
    for step in _steps():
        print(f"\n=== {step.name}", flush=True)
        began = time.monotonic()
        if _outcome(step) != 0:
            failed.append(step.name)
        print(f"=== {step.name}: {time.monotonic() - began:.1f} s", flush=True)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.", flush=True)
    return 1 if failed else 0


def fmt(arguments: list[str]) -> int:
    """Sort imports, mend what ruff can mend, format."""
    paths = arguments or ["."]
    mended = _program("ruff", "check", "--fix", *paths)
    return _program("ruff", "format", *paths) or mended


def _steps() -> list[Step]:
    return [
        Step("lint", lambda: _program("ruff", "check")),
        Step("format", lambda: _program("ruff", "format", "--check")),
        Step("types", lambda: _program("mypy")),
        Step("layers", lambda: _program("lint-imports", "--no-logo")),
        Step("vulnerabilities", audit),
        Step("schema drift", lambda: _program("stoa", "migrate", "drift")),
        Step("mapped tables", lambda: _program("stoa", "schema", "tables", "--check")),
        Step("contract since the last release", lambda: contract(["--breaking-report"])),
        Step("tests", lambda: test([])),
    ]


def _outcome(step: Step) -> int:
    try:
        return step.work()
    except Refusal as refusal:
        print(f"stoa: {refusal.sentence}", file=sys.stderr, flush=True)
        return 1


def _program(name: str, *arguments: str) -> int:
    command = [str(PROGRAMS / name), *arguments]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode
