"""The dialect put together: what ``create_app`` gives to Litestar and what it wraps it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.laravel.answer import JsonAnswer
from api.laravel.answer_headers import DEFAULT_POLICY
from api.laravel.errors import ErrorPage, ErrorResponses, OwnDialect
from api.laravel.observe import AccessLog, Metrics
from api.laravel.pipeline import Gatekeeper
from api.laravel.request import StoaRequest
from api.laravel.session import SessionCookies
from api.laravel.throttle import counters_from
from api.laravel.wire import Wire

if TYPE_CHECKING:
    from litestar import Litestar

    from api.kit.clock import Clock
    from api.laravel.directory import Directory
    from api.settings import Settings


class Dialect:
    """One app's wire, pipeline, limits and numbers, by the settings.

    ``Litestar(**dialect.litestar_options(), …)``, then serve ``dialect.wrap(app)``.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        clock: Clock,
        directory: Directory,
        error_page: ErrorPage | None = None,
        page_policy: str = DEFAULT_POLICY,
        access_log: AccessLog | None = None,
        own_dialect: OwnDialect | None = None,
    ) -> None:
        """``error_page`` draws failures for people, ``page_policy`` is the pages' CSP."""
        self._settings = settings
        self._clock = clock
        self._page_policy = page_policy
        self._access_log = access_log
        self._errors = ErrorResponses(error_page, own_dialect)
        self.metrics = Metrics()
        self.sessions = SessionCookies(
            settings.secret_key, settings.session_cookie, settings.stateful_hosts
        )
        self._counters = counters_from(settings.redis_url, enabled=settings.throttle_enabled)
        self._gatekeeper = Gatekeeper(
            directory=directory,
            sessions=self.sessions,
            counters=self._counters,
            errors=self._errors,
        )

    def litestar_options(self) -> dict[str, Any]:
        """The keyword arguments of ``Litestar`` that the dialect decides."""
        return {
            "request_class": StoaRequest,
            "response_class": JsonAnswer,
            "middleware": [self._gatekeeper.middleware],
            "exception_handlers": self._errors.handlers(),
            # Failures are logged by the dialect; Litestar's own set-up would take over the root
            # logger.
            "logging_config": None,
            # The wire counts the bytes itself, before routing and for chunked bodies too.
            "request_max_body_size": None,
        }

    def wrap(self, app: Litestar) -> Wire:
        """The ASGI app that the server runs."""
        return Wire(
            app,
            settings=self._settings,
            clock=self._clock,
            errors=self._errors,
            metrics=self.metrics,
            access_log=self._access_log,
            page_policy=self._page_policy,
            recognise=self._gatekeeper.recognise,
        )

    async def close(self) -> None:
        """Give the connections of the limits back; called at shutdown."""
        await self._counters.close()
