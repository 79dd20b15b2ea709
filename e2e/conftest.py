"""One server with the demo market and one Chromium per test process; visitors on request."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from e2e.market import AGORA, Market
from e2e.shopper import Shopper
from ops.setup.browser import browser as find_chromium

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from playwright.async_api import Browser
    from pluggy import Result

    from tests.support.database import Server

pytest_plugins = ["tests.support.database"]

# A page of a busy two-core machine may take its time; nothing here waits longer than it must.
PATIENCE_MILLISECONDS = 15_000
# Nothing may leave this machine, and nothing may happen that no visitor did.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
TRACES = Path("test-results")
FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=PATIENCE_MILLISECONDS)


class Visit(Protocol):
    """Opens a browser window of its own at a shop: own cookies, own storage.

    ``options`` are those of Playwright's ``Browser.new_context``.
    """

    async def __call__(self, host: str = ..., **options: Any) -> Shopper: ...


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Result[pytest.TestReport], None]:
    """Remember failures, so that their traces are kept."""
    report = (yield).get_result()
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed


@pytest.fixture(scope="session")
def market(database_server: Server) -> Iterator[Market]:
    """Both demo shops, served by granian with limits off."""
    # Loaded here: pytest rewrites the assertions of its plugins only if nobody loaded them before.
    from tests.support.live import demo_market, serving

    name = f"e2e_{secrets.token_hex(3)}"
    with demo_market(database_server, name) as urls, serving(urls, worker=True) as live:
        yield Market(live)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """STOA_CHROMIUM, Playwright's own, or one on the PATH. Raises Refusal without any."""
    return find_chromium()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(chromium_path: Path) -> AsyncIterator[Browser]:
    """One browser process. Its sandbox stays on unless the tests run as root, where it cannot."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path,
            chromium_sandbox=os.geteuid() != 0,
            args=list(QUIET),
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(
    chromium: Browser, market: Market, request: pytest.FixtureRequest
) -> AsyncIterator[Visit]:
    """Opens visitors; at the end none of them may have met a script error or a broken policy.

    Traces of a failed test are kept in ``test-results/`` (`playwright show-trace FILE`).
    """
    met: list[Shopper] = []

    async def open_window(host: str = AGORA, **options: Any) -> Shopper:
        settings: dict[str, Any] = {"base_url": market.address(host), "locale": "en-GB", **options}
        context = await chromium.new_context(**settings)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        await context.tracing.start(snapshots=True)
        shopper = Shopper(await context.new_page())
        met.append(shopper)
        return shopper

    yield open_window
    failed = request.node.stash.get(FAILED, False)
    for number, shopper in enumerate(met):
        trace = TRACES / f"{request.node.name}-{number}.zip" if failed else None
        await shopper.leave(trace)
    assert [problem for shopper in met for problem in shopper.problems] == []
