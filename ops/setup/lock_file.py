"""``requirements.lock``: every package with its hashes; read here, and written by `make lock`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from ops.home import CHECKOUT
from ops.setup.indexes import uv_environment

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?===)")


def cut_out(lock: str, package: str) -> str:
    """The lines of one package, hashes included, as a requirements file of its own.

    Raises KeyError when the lock file does not hold the package.
    """
    kept: list[str] = []
    inside = False
    for line in lock.splitlines():
        name = NAME.match(line)
        if name is not None:
            inside = name[0].lower() == package
        if inside and not line.lstrip().startswith("#"):
            kept.append(line)
    if not kept:
        raise KeyError(package)
    # The last hash may end in a continuation when a comment followed it.
    return "\n".join(kept).rstrip().rstrip("\\").rstrip() + "\n"


def packages(lock: str) -> list[str]:
    """Names of all packages in the lock file."""
    return [name[0] for line in lock.splitlines() if (name := NAME.match(line))]


def lock(arguments: list[str]) -> int:
    """``make lock``: resolve pyproject.toml anew into ``requirements.lock``, for every platform.

    Versions that still fit stay; ``make lock`` with ``--upgrade`` (through ``python3 -m ops lock``)
    takes the newest. No address of an index is written.
    """
    programs = Path(sys.executable).parent
    command = [str(programs / "uv"), "pip", "compile", "--quiet", "--universal"]
    command += ["--python-version", "3.11", "--all-extras", "--generate-hashes"]
    command += ["--no-emit-index-url", "pyproject.toml", "--output-file", "requirements.lock"]
    told = {**uv_environment(Path(sys.executable)), "UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    return subprocess.run([*command, *arguments], cwd=CHECKOUT, env=told, check=False).returncode
