"""Folders and servers for the tests of commands."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.serve.embedded import PrivateServer, start

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder of its own that every user can pass through (pytest's ``tmp_path`` is closed)."""
    folder = Path(tempfile.mkdtemp(prefix="stoa-ops-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared_server() -> Iterator[PrivateServer]:
    """A private server that several tests only look at."""
    folder = Path(tempfile.mkdtemp(prefix="stoa-ops-"))
    folder.chmod(0o755)
    with start(folder / "home", durable=False) as server:
        yield server
    shutil.rmtree(folder)
