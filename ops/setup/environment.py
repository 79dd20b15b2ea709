"""The virtual environment of a checkout: made, installed from the lock, repaired, left alone.

Standard library only. A stamp written at the very end says what was installed, so a second call
costs a hash, and an interrupted installation is taken up again.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ops.home import CHECKOUT
from ops.refusal import Refusal
from ops.setup.indexes import uv_environment
from ops.setup.lock_file import cut_out, packages

if TYPE_CHECKING:
    from collections.abc import Iterator

VENV = CHECKOUT / ".venv"
LOCK = CHECKOUT / "requirements.lock"
STAMP = VENV / "installed"
PYTHON = VENV / "bin" / "python"
PIP_INSTALL = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]

NO_VENV = (
    f"This Python ({sys.executable}) has no complete venv module. Install it, on Debian or Ubuntu "
    f"with: apt install python3-venv (or python{sys.version_info.major}."
    f"{sys.version_info.minor}-venv), and run the same command again."
)
NOT_INSTALLED = (
    "The packages could not be installed; the lines above say why. When this machine reaches the "
    "package index only through a mirror or proxy, tell pip (pip.conf, PIP_INDEX_URL, "
    "HTTPS_PROXY), then run the same command again: it goes on where it stopped."
)


def inside() -> bool:
    """Whether this very process runs in the checkout's environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure() -> Path:
    """The environment's Python, after making or repairing whatever is missing.

    Raises Refusal with the remedy when the machine lacks something.
    """
    try:
        if STAMP.is_file() and STAMP.read_text() == _fingerprint():
            return PYTHON
        with _one_at_a_time():
            # Somebody else may have finished it while this process waited.
            if not STAMP.is_file() or STAMP.read_text() != _fingerprint():
                interrupted = not STAMP.is_file()
                STAMP.unlink(missing_ok=True)
                _make()
                _install(anew=interrupted)
                STAMP.write_text(_fingerprint())
    except OSError as reason:
        raise Refusal(
            f"The environment in {VENV} cannot be made ({reason.strerror}: {reason.filename}). "
            "Mend that, or work in a copy of the project in a folder of yours with free space."
        ) from reason
    return PYTHON


def _fingerprint() -> str:
    """What the environment must match: lock, project, place and Python version."""
    parts = [str(VENV).encode(), LOCK.read_bytes(), (CHECKOUT / "pyproject.toml").read_bytes()]
    configuration = VENV / "pyvenv.cfg"
    parts.append(configuration.read_bytes() if configuration.is_file() else b"")
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    folder = os.open(CHECKOUT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make() -> None:
    if _runs(PYTHON, "import pip"):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Refusal(NO_VENV)
    print(f"Making the environment in {VENV} …", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        if "ensurepip" in made.stdout + made.stderr:
            raise Refusal(NO_VENV)
        last = (made.stdout + made.stderr).strip().rpartition("\n")[2]
        raise Refusal(
            f"The environment in {VENV} could not be made ({last}). Remove the folder and run the "
            "same command again."
        )


def _runs(python: Path, program: str) -> bool:
    """Whether the environment's Python is there, whole and new enough."""
    if not python.exists():
        return False
    checked = subprocess.run(
        [python, "-c", f"import sys; {program}; sys.exit(sys.version_info < (3, 11))"],
        capture_output=True,
        check=False,
    )
    return checked.returncode == 0


def _install(*, anew: bool) -> None:
    """Everything in the lock, then the project itself. ``anew`` trusts nothing that is there."""
    lock = LOCK.read_text()
    print(f"Installing {len(packages(lock))} packages from {LOCK.name} …", flush=True)
    everything = ["--require-hashes", "--requirement", str(LOCK)]
    again = ["--reinstall"] if anew else []
    uv = _fetch_uv(lock)
    by_uv = uv is not None and _succeeds(
        [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), *again, *everything],
        uv_environment(PYTHON),
        quiet=True,
    )
    # pip takes a minute instead of seconds, but knows every way to an index that people use.
    again = ["--force-reinstall"] if anew else []
    if not by_uv and not _succeeds([*PIP_INSTALL, *again, *everything], dict(os.environ)):
        raise Refusal(NOT_INSTALLED)
    project = ["--no-deps", "--no-build-isolation", "--editable", str(CHECKOUT)]
    if not _succeeds([*PIP_INSTALL, *project], dict(os.environ)):
        raise Refusal(NOT_INSTALLED)


def _fetch_uv(lock: str) -> Path | None:
    """uv as the lock names it, by pip; None where no build of it runs."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
        requirement.write(cut_out(lock, "uv"))
        requirement.flush()
        arguments = ["--require-hashes", "--no-deps", "--requirement", requirement.name]
        fetched = _succeeds([*PIP_INSTALL, *arguments], dict(os.environ), quiet=True)
    uv = VENV / "bin" / "uv"
    works = fetched and _succeeds([str(uv), "--version"], dict(os.environ), quiet=True)
    return uv if works else None


def _succeeds(command: list[str], environment: dict[str, str], *, quiet: bool = False) -> bool:
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=quiet, check=False)
    return done.returncode == 0
