"""Folders and servers for the tests of commands."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from ops.serve.embedded import PrivateServer, start
from tests.ops.stage import open_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.ops.stage import Stage
    from tests.support.database import Server


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


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database_server: Server, tmp_path: Path) -> AsyncIterator[Stage]:
    """A database of its own, a mail server and workers to start."""
    async with open_stage(database_server, tmp_path) as opened:
        yield opened
