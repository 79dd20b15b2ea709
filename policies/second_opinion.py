"""Repeats a sample of the compiled table's decisions with Casbin while the server runs.

The compiled table is fast and ours; Casbin is slow and independent. Where the two differ, one of
them reads the rows wrongly, and nobody can say which while people wait: the permission is
suspended, which refuses it, until somebody has looked.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar

import msgspec
import structlog
from prometheus_client import Counter

DIVERGENCES: Final = Counter(
    "stoa_policy_divergence",
    "Decisions that Casbin answered otherwise; the permission is refused from then on.",
    ["role", "resource", "action"],
)
SECOND_OPINIONS: Final = Counter("stoa_policy_second_opinions", "Decisions that Casbin repeated.")

_log = structlog.get_logger("stoa.policy")


class Asker(Protocol):
    """What is known here of a principal."""

    @property
    def roles(self) -> tuple[str, ...]: ...


A = TypeVar("A", bound=Asker)


class Watched(Protocol[A]):
    """The side of api.kit.authz.PolicyTable that is needed here."""

    def observe(self, observer: Callable[[A, str, str, object, bool], None] | None) -> None: ...

    def keep(self, thing: object) -> object: ...

    def second_opinion(self, principal: A, action: str, resource: str, thing: object) -> bool: ...

    def suspend(self, role: str, resource: str, action: str) -> None: ...


class Question(msgspec.Struct, Generic[A], frozen=True):
    """A decision that was taken, with a copy of everything it was taken from."""

    principal: A
    action: str
    resource: str
    thing: object
    allowed: bool


class SecondOpinion(Generic[A]):
    """Samples one table's decisions.

    Decisions wait in a short queue (a full one takes no more) and are repeated at most
    ``per_second`` times a second in a thread, since one costs up to 2 ms with 1,000 rows.
    """

    def __init__(self, table: Watched[A], *, per_second: float = 1.0, waiting: int = 32) -> None:
        self._table = table
        self._pause = 1.0 / per_second
        self._limit = waiting
        self._waiting: deque[Question[A]] = deque()

    def offer(self, principal: A, action: str, resource: str, thing: object, allowed: bool) -> None:
        """Takes the decision into the sample while there is room."""
        if len(self._waiting) < self._limit:
            kept = self._table.keep(thing)
            self._waiting.append(Question(principal, action, resource, kept, allowed))

    def repeat_next(self) -> bool | None:
        """Did Casbin agree with the oldest waiting decision? None when none waits."""
        if not self._waiting:
            return None
        asked = self._waiting.popleft()
        answer: bool | str
        try:
            answer = self._table.second_opinion(
                asked.principal, asked.action, asked.resource, asked.thing
            )
        except Exception as failure:
            # Casbin passes on whatever its expression evaluator or a condition raises. The table
            # answered and Casbin could not: a difference like any other, and the loop goes on.
            answer = repr(failure)
        SECOND_OPINIONS.inc()
        if answer == asked.allowed:
            return True
        self._suspend(asked, answer)
        return False

    def _suspend(self, asked: Question[A], answer: bool | str) -> None:
        for role in asked.principal.roles:
            self._table.suspend(role, asked.resource, asked.action)
            DIVERGENCES.labels(role, asked.resource, asked.action).inc()
        _log.error(
            "policy_divergence",
            principal=repr(asked.principal),
            resource=asked.resource,
            action=asked.action,
            thing=repr(asked.thing),
            table=asked.allowed,
            casbin=answer,
        )

    async def run(self) -> None:
        """Samples until cancelled; the application's lifespan holds the task."""
        self._table.observe(self.offer)
        try:
            while True:
                await asyncio.sleep(self._pause)
                await asyncio.to_thread(self.repeat_next)
        finally:
            self._table.observe(None)
