"""The verbs of ``make`` and ``python3 -m ops``.

Standard library only up to ``_in_the_environment``: that is where the environment is made and this
process continues inside it.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

from ops.refusal import Refusal
from ops.setup import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# verb -> (module and function that do it, what `help` says)
VERBS = {
    "help": ("", "list these"),
    "install": ("", "make .venv and leave .venv/bin/stoa"),
    "run": ("ops.serve.run:run", "serve the demo market on http://127.0.0.1:${STOA_PORT:-8000}"),
    "test": ("ops.verify.tests:test", "all tests, or a part: make test T=tests/ops"),
    "e2e": ("ops.verify.tests:e2e", "journeys through the pages in a real browser"),
    "contract": ("ops.verify.contract:contract", "the recorded exchanges against the running app"),
    "check": ("ops.verify.check:check", "static checks, audit, schema drift, then all tests"),
    "bench": (
        "ops.bench.run:bench",
        "speed beside pgbench, or of a part: make bench T='--rows detail'",
    ),
    "lock": ("ops.setup.lock_file:lock", "resolve pyproject.toml into requirements.lock"),
    "fmt": ("ops.verify.check:fmt", "format the code"),
}


def main(arguments: Sequence[str]) -> int:
    """Run one verb; the exit code. A Refusal is one sentence on stderr and 1."""
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    try:
        if verb in ("help", "-h", "--help"):
            print(help_text())
            return 0
        if verb not in VERBS:
            raise Refusal(f"There is no verb {verb!r}. `python3 -m ops help` lists them.")
        _in_the_environment(verb, rest)
        if verb == "install":
            print(f"Ready: {environment.VENV / 'bin' / 'stoa'}")
            return 0
        return _function(VERBS[verb][0])(list(rest))
    except Refusal as refusal:
        print(f"stoa: {refusal.sentence}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def help_text() -> str:
    """One line for each verb."""
    width = max(len(verb) for verb in VERBS)
    lines = [f"  make {verb:<{width}}  {what}" for verb, (_, what) in VERBS.items()]
    return "\n".join(
        ["Stoa. Without make: python3 -m ops VERB", "", *lines, "", "Running shops: stoa --help"]
    )


def _in_the_environment(verb: str, rest: Sequence[str]) -> None:
    python = environment.ensure()
    if not environment.inside() and verb != "install":
        sys.stdout.flush()
        os.execv(python, [str(python), "-m", "ops", verb, *rest])


def _function(name: str) -> Callable[[list[str]], int]:
    """The function that does a verb; loaded late, since it may need installed packages."""
    module, _, function = name.partition(":")
    found: Callable[[list[str]], int] = getattr(importlib.import_module(module), function)
    return found
