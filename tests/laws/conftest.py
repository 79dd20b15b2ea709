"""Reads along: each test whose application sends a statement without its tenant fails.

This file is loaded in every worker that collects the laws, and then watches all tests of the run,
whichever folder they stand in.
"""

from __future__ import annotations

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

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Fail the very test during which an unlawful statement ran."""
        result = yield
        sent, self.read = set(STATEMENTS[self.read :]), len(STATEMENTS)
        found = [each for each in map(complaint, sent) if each is not None]
        if found:
            pytest.fail("A statement without its tenant:\n" + "\n".join(found), pytrace=False)
        return result


def pytest_configure(config: pytest.Config) -> None:
    """Watch the whole run, not this folder alone."""
    if not config.pluginmanager.has_plugin(PLUGIN):
        config.pluginmanager.register(StatementWatch(), PLUGIN)
