"""``make test`` and its parts."""

from __future__ import annotations

import os
import subprocess
import sys

from ops.home import CHECKOUT
from ops.refusal import Refusal
from ops.setup.browser import browser

JOURNEYS = "e2e"
NOTHING_COLLECTED = 5  # pytest's exit code
SERVER_VARIABLE = "STOA_TEST_DATABASE_URL"


def test(arguments: list[str]) -> int:
    """All tests, or the paths and pytest options given; on the embedded server, then on
    STOA_TEST_DATABASE_URL as well when that is set.
    """
    return everywhere([*_spread(arguments), *arguments])


def e2e(arguments: list[str]) -> int:
    """The journeys through the pages."""
    if not (CHECKOUT / JOURNEYS).is_dir():
        raise Refusal(f"There is no folder {JOURNEYS} with journeys here.")
    named = any(argument.startswith(JOURNEYS) for argument in arguments)
    return everywhere([*_spread(arguments), *arguments, *([] if named else [JOURNEYS])])


def _shows_pages(options: list[str]) -> bool:
    """Whether journeys are among what runs: looked for once, before any test starts."""
    named = [option for option in options if option.split("::")[0].endswith((".py", "/"))]
    named += [option for option in options if (CHECKOUT / option).is_dir()]
    return not named or any(option.startswith(JOURNEYS) for option in named)


def _spread(arguments: list[str]) -> list[str]:
    """Worker options of pytest-xdist: all processors for everything, none for a part."""
    if arguments:
        return []
    return ["--numprocesses", str(min(os.cpu_count() or 1, 8)), "--dist", "loadfile"]


def everywhere(options: list[str]) -> int:
    """Run pytest on the embedded server, then on STOA_TEST_DATABASE_URL when that is set."""
    environment = dict(os.environ)
    if _shows_pages(options):
        environment["STOA_CHROMIUM"] = str(browser())
    other_server = environment.pop(SERVER_VARIABLE, "").strip()
    code = _pytest(options, environment)
    if code == 0 and other_server:
        print(f"Once more on {SERVER_VARIABLE} …", flush=True)
        code = _pytest(options, {**environment, SERVER_VARIABLE: other_server})
    return code


def _pytest(options: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *options]
    code = subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode
    if code == NOTHING_COLLECTED:
        raise Refusal(f"No test was found for: {' '.join(options)}")
    return code
