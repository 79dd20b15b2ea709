"""The conditions a policy row may name: one object each, asked in four ways.

``holds`` judges a thing at hand, ``possible`` and ``certain`` judge before any thing is known,
``where`` says the same in SQL for lists. Called as a function, the object answers Casbin and the
compiled table alike. A law compares the faces (tests/policies/test_where.py).

Nobody owns by having nothing: a missing id never equals a missing id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol, final

import msgspec

from policies.rows import DENY

if TYPE_CHECKING:
    from api.kit.authz import Principal


@final
class Unnamed:
    """The type of WHATEVER."""

    def __repr__(self) -> str:
        return "WHATEVER"


@final
class Absent:
    """The type of ABSENT."""


WHATEVER: Final = Unnamed()
"""In the place of a thing: none is known yet."""

ABSENT: Final = Absent()
"""In the place of a fact: the thing has no such attribute, which is not the same as None."""


FACTS: Final = ("tenant_id", "account_id", "producer_id")
"""All that a decision may read of a thing."""


class FactMissing(TypeError):
    """A condition asked a thing for an attribute that its kind does not have: a programming error.

    Reading it as "belongs to nobody" would open what a deny row closes.
    """


def fact(thing: object, name: str) -> object:
    """An attribute of the thing, or the item of that name in a mapping or database row."""
    value: object = getattr(thing, name, ABSENT)
    if value is ABSENT:
        item = getattr(thing, "get", None)
        if callable(item):
            value = item(name, ABSENT)
    return value


def tenant_of(thing: object, principal: Principal) -> object:
    """The tenant a thing belongs to; one that does not say was read in the principal's own."""
    tenant_id = ABSENT if thing is WHATEVER else fact(thing, "tenant_id")
    return principal.tenant_id if tenant_id is ABSENT else tenant_id


def kept_facts(thing: object) -> object:
    """A copy of everything a decision may read of the thing, safe from later changes to it."""
    if thing is WHATEVER:
        return WHATEVER
    values = {name: fact(thing, name) for name in FACTS}
    return {name: value for name, value in values.items() if value is not ABSENT}


class Condition(Protocol):
    """What a row's condition can be asked; ``sentence`` completes "allowed when …"."""

    @property
    def name(self) -> str: ...

    @property
    def sentence(self) -> str: ...

    def holds(self, principal: Principal, thing: object) -> bool:
        """Does it hold for this thing? Raises FactMissing when the thing cannot say."""

    def possible(self, principal: Principal) -> bool:
        """Is there any thing for which it could hold?"""

    def certain(self, principal: Principal) -> bool:
        """Does it hold for every thing?"""

    def where(self, principal: Principal, parameters: list[object], alias: str = "") -> str:
        """The same as SQL; appends what it binds, so ``$n`` is the list's length after that."""

    def __call__(self, principal: Principal, thing: object, effect: str) -> bool:
        """Does a row of this effect count, for the thing or for WHATEVER?

        While no thing is known an allowing row counts when it could hold and a denying row only
        when it must, so "could this principal ever do it" never says no to what is allowed.
        """


class OfThePrincipal(msgspec.Struct, frozen=True, eq=False):
    """A condition that looks only at who asks."""

    name: str
    sentence: str
    test: Callable[[Principal], bool]

    def holds(self, principal: Principal, thing: object) -> bool:
        return self.test(principal)

    def possible(self, principal: Principal) -> bool:
        return self.test(principal)

    def certain(self, principal: Principal) -> bool:
        return self.test(principal)

    def where(self, principal: Principal, parameters: list[object], alias: str = "") -> str:
        return "TRUE" if self.test(principal) else "FALSE"

    def __call__(self, principal: Principal, thing: object, effect: str) -> bool:
        return self.test(principal)


class Ownership(msgspec.Struct, frozen=True, eq=False):
    """A condition that compares an id of the thing with the principal's id of the same name.

    ``attribute`` is that name on both, and the column's name in lists.
    """

    name: str
    sentence: str
    attribute: str

    def holds(self, principal: Principal, thing: object) -> bool:
        mine: object = getattr(principal, self.attribute)
        if mine is None:
            return False
        owner = fact(thing, self.attribute)
        if owner is ABSENT:
            raise FactMissing(
                f"the condition '{self.name}' asks a thing for its {self.attribute}, "
                f"and {type(thing).__name__} has none"
            )
        return owner == mine

    def possible(self, principal: Principal) -> bool:
        return getattr(principal, self.attribute) is not None

    def certain(self, principal: Principal) -> bool:
        return False

    def where(self, principal: Principal, parameters: list[object], alias: str = "") -> str:
        mine: object = getattr(principal, self.attribute)
        if mine is None:
            return "FALSE"
        parameters.append(mine)
        column = f"{alias}.{self.attribute}" if alias else self.attribute
        return f"{column} = ${len(parameters)}"

    def __call__(self, principal: Principal, thing: object, effect: str) -> bool:
        if thing is WHATEVER:
            return effect != DENY and self.possible(principal)
        return self.holds(principal, thing)


CONDITIONS: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        condition.name: condition
        for condition in (
            OfThePrincipal("any", "always", lambda principal: True),
            Ownership("self", "the thing belongs to the caller's own account", "account_id"),
            Ownership("own", "the thing belongs to the caller's own producer", "producer_id"),
            OfThePrincipal(
                "active_producer",
                "the caller's own producer profile is active",
                lambda principal: principal.producer_active and principal.producer_id is not None,
            ),
            OfThePrincipal(
                "active_business",
                "the caller's own business is approved",
                lambda principal: principal.business_active and principal.account_id is not None,
            ),
        )
    }
)
