"""A Chromium for the tests: found, or installed where that is this project's to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from ops.refusal import Refusal

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOAD_SECONDS = 180
PACKAGE_SECONDS = 600

NOT_FOUND = (
    "There is no Chromium for the browser tests. Install one (`apt install chromium`, or "
    f"`{sys.executable} -m playwright install chromium`), or name one in STOA_CHROMIUM."
)


def browser() -> Path:
    """The Chromium to test with: STOA_CHROMIUM, Playwright's own, or one on the PATH.

    When there is none, Playwright's is fetched, else (Debian, root) the system's package. Raises
    Refusal.
    """
    return _present() or _download() or _system_package() or _refuse()


def _present() -> Path | None:
    named = os.environ.get("STOA_CHROMIUM", "").strip()
    if named:
        if not os.access(named, os.X_OK):
            raise Refusal(f"STOA_CHROMIUM is {named!r}, which is no program that can be run.")
        return Path(named)
    return _playwrights_own() or _on_path()


def _playwrights_own() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _on_path() -> Path | None:
    found = [path for name in ON_PATH if (path := shutil.which(name))]
    return Path(found[0]) if found else None


def _download() -> Path | None:
    print("Fetching a Chromium for the browser tests …", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return _playwrights_own() if _done(command, DOWNLOAD_SECONDS) else None


def _system_package() -> Path | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("Installing the system's Chromium …", flush=True)
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    if not (_done(["apt-get", "update"], PACKAGE_SECONDS) and _done(install, PACKAGE_SECONDS)):
        return None
    return _on_path()


def _done(command: list[str], seconds: int) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ended = subprocess.run(
            command, env=environment, capture_output=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def _refuse() -> Path:
    raise Refusal(NOT_FOUND)
