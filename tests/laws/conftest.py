"""Reads along: each test whose application sends a statement without its tenant fails.

This file is loaded in every worker that collects the laws, and then watches all tests of the run,
whichever folder they stand in. Statements that a test writes itself are not the application's.
"""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.laws.statements import complaint
from tests.support.application import STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Generator

PLUGIN = "stoa-statements"


class StatementWatch:
    """Looks at what was sent since the test before."""

    def __init__(self) -> None:
        self.read = 0
        # asyncpg reports a statement a moment after it ran, maybe during the next test.
        self.modules: deque[str] = deque(maxlen=2)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Fail the very test during which an unlawful statement ran."""
        result = yield
        if item.path.as_posix() not in self.modules:
            self.modules.append(item.path.as_posix())
        sent, self.read = set(STATEMENTS[self.read :]), len(STATEMENTS)
        unlawful = [each for each in sent if complaint(each) is not None]
        found = [str(complaint(each)) for each in unlawful if not self._written_by_a_test(each)]
        if found:
            pytest.fail("A statement without its tenant:\n" + "\n".join(found), pytrace=False)
        return result

    def _written_by_a_test(self, statement: str) -> bool:
        return any(bare(statement) in bare_source(module) for module in self.modules)


def bare(text: str) -> str:
    """A text without spaces and quotes, so that a statement is found however it is written."""
    return re.sub(r"[\s\"']+", "", text)


@cache
def bare_source(path: str) -> str:
    return bare(Path(path).read_text(encoding="utf-8"))


def pytest_configure(config: pytest.Config) -> None:
    """Watch the whole run, not this folder alone."""
    if not config.pluginmanager.has_plugin(PLUGIN):
        config.pluginmanager.register(StatementWatch(), PLUGIN)
