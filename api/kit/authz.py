"""Decides who may do what: the rows of ``policies/``, compiled, explained and turned into SQL.

The rows are data, read and checked when this module is first imported; a mistake in them stops
the server with file and line. Casbin loads the same rows, and stands by as a second opinion: tests
compare the two everywhere, a running server compares a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import getrandbits
from typing import Final
from uuid import UUID

import msgspec

from api.kit.conditions import CONDITIONS, WHATEVER, Condition, kept_facts, tenant_of
from api.kit.errors import Refused
from policies import FOLDER
from policies.enforcer import build_enforcer
from policies.rows import DENY, EVERY_DOMAIN, Row, read_rows

__all__ = [
    "TABLE",
    "WHATEVER",
    "Candidate",
    "Decision",
    "PolicyTable",
    "Principal",
    "actions",
    "admits_guest",
    "decide",
    "explain",
    "require",
    "resources",
    "visible",
]


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, in one tenant; everything the conditions may know about them.

    ``account_id`` is None for a guest. ``roles`` holds exactly one of policies.rows.ROLES.
    ``producer_id`` is the profile this account owns, if any, and ``producer_active`` whether its
    status is active. ``credential`` is ``none``, ``token`` or ``session``.
    """

    tenant_id: UUID
    account_id: int | None = None
    roles: tuple[str, ...] = ("guest",)
    producer_id: int | None = None
    producer_active: bool = False
    business_active: bool = False
    policy_version: int = 0
    credential: str = "none"
    credential_id: int | None = None

    @property
    def domain(self) -> str:
        """The tenant as the rows and Casbin write it."""
        return str(self.tenant_id)


class Candidate(msgspec.Struct, frozen=True):
    """A row about the same resource and action, and the clause that failed; "" when it counted.

    ``failed`` is ``role``, ``domain``, ``tenant`` (the thing lives in another one) or
    ``condition``.
    """

    row: str
    role: str
    condition: str
    effect: str
    failed: str


class Decision(msgspec.Struct, frozen=True):
    """An answer that explains itself.

    ``row`` is the file and line that decided, None when no row did. ``trace`` is filled for
    refusals; ``PolicyTable.explain`` gives it for any question.
    """

    allowed: bool
    decision_id: str
    resource: str
    action: str
    row: str | None
    reason: str
    trace: tuple[Candidate, ...] = ()


class Clause(msgspec.Struct, frozen=True, eq=False):
    """A row made ready to be asked."""

    row: Row
    condition: Condition
    tenant_id: UUID | None
    place: str
    reason: str

    def counts(self, principal: Principal, thing: object) -> bool:
        """Does the row take part in this decision, its role, resource and action being right?"""
        if self.tenant_id is not None and self.tenant_id != principal.tenant_id:
            return False
        return self.condition(principal, thing, self.row.effect)


class Permission(msgspec.Struct, frozen=True, eq=False):
    """What the rows say about one role, resource and action."""

    denying: tuple[Clause, ...] = ()
    allowing: tuple[Clause, ...] = ()
    suspended: bool = False


NOTHING: Final = Permission()
Observer = Callable[[Principal, str, str, object, bool], None]


class PolicyTable:
    """The rows compiled to (role, resource, action) → clauses; a decision costs a few look-ups."""

    def __init__(
        self, rows: Iterable[Row], conditions: Mapping[str, Condition] = CONDITIONS
    ) -> None:
        self.rows = tuple(rows)
        self.conditions = conditions
        self.enforcer = build_enforcer(self.rows, conditions)
        self._clauses: dict[tuple[str, str], list[Clause]] = {}
        self._permissions: dict[tuple[str, str, str], Permission] = {}
        self._observer: Observer | None = None
        for row in self.rows:
            self._compile(row)

    @classmethod
    def load(
        cls, folder: Path = FOLDER, conditions: Mapping[str, Condition] = CONDITIONS
    ) -> PolicyTable:
        """The table of a folder. Raises policies.rows.PolicyMistake naming file and line."""
        guest = Principal(tenant_id=UUID(int=0))
        open_to_guests = {name for name, each in conditions.items() if each.possible(guest)}
        rows = read_rows(folder, conditions=conditions.keys(), guest_conditions=open_to_guests)
        return cls(rows, conditions)

    def _compile(self, row: Row) -> None:
        condition = self.conditions[row.condition]
        verb = "may not" if row.effect == DENY else "may"
        clause = Clause(
            row=row,
            condition=condition,
            tenant_id=None if row.domain == EVERY_DOMAIN else UUID(row.domain),
            place=row.place,
            reason=f"{row.role} {verb} {row.action} {row.resource}: {condition.sentence}",
        )
        self._clauses.setdefault((row.resource, row.action), []).append(clause)
        known = self._permissions.get(row.permission, NOTHING)
        side = "denying" if row.effect == DENY else "allowing"
        grown = (*getattr(known, side), clause)
        self._permissions[row.permission] = msgspec.structs.replace(known, **{side: grown})

    def decide(
        self, principal: Principal, action: str, resource: str, thing: object = WHATEVER
    ) -> Decision:
        """May the principal do this? Without a thing: is there any thing they could do it to?

        A thing answers for its attributes (or items) ``account_id``, ``producer_id`` and, where
        it has one, ``tenant_id``; a thing of another tenant is refused whatever its ids say.
        Raises FactMissing when a row's condition asks what the thing does not have.
        """
        decided, suspended = self._deciding(principal, action, resource, thing)
        allowed = decided is not None and decided.row.effect != DENY
        if self._observer is not None and not suspended:
            self._observer(principal, action, resource, thing, allowed)
        if decided is not None and allowed:
            return Decision(
                True,
                f"{getrandbits(64):016x}",
                resource,
                action,
                decided.place,
                decided.reason,
            )
        trace = self.explain(principal, action, resource, thing)
        return Decision(
            False,
            f"{getrandbits(64):016x}",
            resource,
            action,
            None if decided is None else decided.place,
            _why_refused(principal, action, resource, trace, decided, suspended),
            trace,
        )

    def _deciding(
        self, principal: Principal, action: str, resource: str, thing: object
    ) -> tuple[Clause | None, bool]:
        """The clause that settles it, if one does; and whether the permission is suspended."""
        if thing is not WHATEVER and tenant_of(thing, principal) != principal.tenant_id:
            return None, False
        winner: Clause | None = None
        for role in principal.roles:
            permission = self._permissions.get((role, resource, action), NOTHING)
            if permission.suspended:
                return None, True
            for clause in permission.denying:
                if clause.counts(principal, thing):
                    return clause, False
            if winner is None:
                for clause in permission.allowing:
                    if clause.counts(principal, thing):
                        winner = clause
                        break
        return winner, False

    def explain(
        self, principal: Principal, action: str, resource: str, thing: object = WHATEVER
    ) -> tuple[Candidate, ...]:
        """Every row about the resource and action, in file order, with the clause that failed."""
        at_home = tenant_of(thing, principal) == principal.tenant_id
        return tuple(
            Candidate(
                row=clause.place,
                role=clause.row.role,
                condition=clause.row.condition,
                effect=clause.row.effect,
                failed=_failed_clause(clause, principal, thing, at_home=at_home),
            )
            for clause in self._clauses.get((resource, action), ())
        )

    def require(
        self, principal: Principal, action: str, resource: str, thing: object = WHATEVER
    ) -> Decision:
        """The decision when it allows; raises kit.errors.Refused carrying it when it does not."""
        decision = self.decide(principal, action, resource, thing)
        if not decision.allowed:
            raise Refused(decision)
        return decision

    def visible(
        self,
        principal: Principal,
        action: str,
        resource: str,
        parameters: list[object],
        alias: str = "",
    ) -> str:
        """A WHERE predicate that keeps exactly the rows ``decide`` would allow one by one.

        The rows of the list's table or ``alias`` must have the columns ``account_id`` or
        ``producer_id`` that the conditions speak of. ``parameters`` already holds what the
        statement binds (``$1`` is the tenant id, which the statement itself compares); the
        predicate's values are appended and none is appended in vain.
        """
        if alias and not alias.isidentifier():
            raise ValueError(f"'{alias}' is no alias")
        held = [self._permissions.get((role, resource, action)) for role in principal.roles]
        permissions = [permission for permission in held if permission is not None]
        if any(permission.suspended for permission in permissions):
            return "FALSE"
        denying = _applicable(principal, (each.denying for each in permissions))
        allowing = _applicable(principal, (each.allowing for each in permissions))
        if not allowing or any(condition.certain(principal) for condition in denying):
            return "FALSE"
        predicate = "TRUE"
        if not any(condition.certain(principal) for condition in allowing):
            predicate = _either(allowing, principal, parameters, alias)
        if denying:
            denied = _either(denying, principal, parameters, alias)
            predicate = f"({predicate} AND {denied} IS NOT TRUE)"
        return predicate

    def admits_guest(self, resource: str, action: str) -> bool:
        """May somebody without credentials ever do this? If not, the answer to them is 401."""
        permission = self._permissions.get(("guest", resource, action), NOTHING)
        return bool(permission.allowing) and not permission.suspended

    def resources(self) -> frozenset[str]:
        """Every resource that has a row."""
        return frozenset(resource for resource, _ in self._clauses)

    def actions(self) -> frozenset[tuple[str, str]]:
        """Every (resource, action) that has a row."""
        return frozenset(self._clauses)

    def suspend(self, role: str, resource: str, action: str) -> None:
        """Refuses the permission until the process ends."""
        self._permissions[(role, resource, action)] = Permission(suspended=True)

    def observe(self, observer: Observer | None) -> None:
        """Shows every decision to the observer, which must be quick; None ends that."""
        self._observer = observer

    def keep(self, thing: object) -> object:
        """A copy of all that a decision may read of the thing."""
        return kept_facts(thing)

    def second_opinion(
        self, principal: Principal, action: str, resource: str, thing: object = WHATEVER
    ) -> bool:
        """What Casbin answers to the same question, milliseconds later."""
        domain = str(tenant_of(thing, principal))
        return bool(self.enforcer.enforce(principal, domain, resource, action, thing))


def _applicable(principal: Principal, sides: Iterable[tuple[Clause, ...]]) -> tuple[Condition, ...]:
    """The distinct conditions that could hold for the principal, in row order."""
    found = {
        clause.condition: None
        for side in sides
        for clause in side
        if clause.tenant_id in (None, principal.tenant_id) and clause.condition.possible(principal)
    }
    return tuple(found)


def _either(
    conditions: Iterable[Condition],
    principal: Principal,
    parameters: list[object],
    alias: str,
) -> str:
    return f"({' OR '.join(each.where(principal, parameters, alias) for each in conditions)})"


def _failed_clause(clause: Clause, principal: Principal, thing: object, *, at_home: bool) -> str:
    if not at_home:
        return "tenant"
    if clause.row.role not in principal.roles:
        return "role"
    if clause.tenant_id not in (None, principal.tenant_id):
        return "domain"
    return "" if clause.counts(principal, thing) else "condition"


def _why_refused(
    principal: Principal,
    action: str,
    resource: str,
    trace: tuple[Candidate, ...],
    decided: Clause | None,
    suspended: bool,
) -> str:
    """The shortest true sentence for a refusal; the trace has the rest."""
    roles = ", ".join(principal.roles)
    if decided is not None:
        return f"{decided.reason} ({decided.place})"
    if suspended:
        return f"{resource}.{action} is suspended for {roles}: Casbin answered otherwise"
    if not trace:
        return f"no row speaks of {resource}.{action}"
    if trace[0].failed == "tenant":
        return "the thing belongs to another tenant"
    unmet = [each for each in trace if each.failed == "condition" and each.effect != DENY]
    if unmet:
        asked = ", ".join(f"{each.condition} ({each.row})" for each in unmet)
        return f"{roles} may {action} {resource} only when: {asked}"
    return f"no row lets {roles} {action} {resource}"


TABLE: Final = PolicyTable.load()
"""The installation's own rows."""

decide = TABLE.decide
require = TABLE.require
visible = TABLE.visible
explain = TABLE.explain
admits_guest = TABLE.admits_guest
resources = TABLE.resources
actions = TABLE.actions
