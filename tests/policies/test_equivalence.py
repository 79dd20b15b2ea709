"""The compiled table and casbin.Enforcer answer every question alike.

What this proves: the product of roles, resources, actions, profile states, owners and tenants on
the installation's rows; the same with denials and single-shop domains; any rows at all, and two
roles at once, by drawing. What it does not: that the rows are the right ones (test_cases.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.kit import authz
from api.kit.authz import WHATEVER, PolicyTable, Principal
from api.kit.conditions import CONDITIONS, Condition, Ownership, fact
from policies.rows import ROLES
from tests.policies.people import ELSEWHERE, HERE, Thing, row, table_of

Question = tuple[Principal, str, str, object]


def principals() -> Iterator[Principal]:
    profiles = ((None, False), (4, False), (4, True))
    for role, account, (profile, active) in product(ROLES, (None, 4), profiles):
        yield Principal(
            tenant_id=HERE,
            account_id=account,
            roles=(role,),
            producer_id=profile,
            producer_active=active,
            business_active=active,
        )


def things() -> list[object]:
    """None yet, and things of the principals themselves, of others, of nobody, in two shops."""
    return [
        WHATEVER,
        *(Thing(shop, id_, id_) for shop in (HERE, ELSEWHERE) for id_ in (4, 5, None)),
    ]


def questions(table: PolicyTable) -> Iterator[Question]:
    asked = [*sorted(table.actions()), ("product", "unheard_of"), ("nothing", "view")]
    for principal, (resource, action), thing in product(principals(), asked, things()):
        yield principal, action, resource, thing


def differences(table: PolicyTable, against: PolicyTable, every: int = 1) -> list[Question]:
    """The questions about the other's rows that the table and its enforcer answer differently."""
    return [
        question
        for number, question in enumerate(questions(against))
        if number % every == 0
        and table.decide(*question).allowed is not against.second_opinion(*question)
    ]


def slice_of(table: PolicyTable, resource: str) -> PolicyTable:
    """The rows of one resource; Casbin reads every row for every question."""
    return PolicyTable(each for each in table.rows if each.resource == resource)


MIXED = (
    "consumer, order, cancel, self",
    "consumer, order, cancel, own, deny",
    "producer, order, cancel, any",
    "producer, order, cancel, active_producer, deny",
    "admin, order, cancel, any",
    f"admin, order, cancel, self, deny, {HERE}",
    f"business, order, cancel, own, allow, {HERE}",
    f"guest, order, cancel, any, allow, {ELSEWHERE}",
    "consumer, order, view, any",
    f"consumer, order, view, any, deny, {ELSEWHERE}",
    f"producer, order, view, any, deny, {HERE}",
)


@pytest.mark.parametrize("resource", sorted(authz.resources()))
def test_the_installations_rows_mean_the_same_to_casbin(resource: str) -> None:
    table = slice_of(authz.TABLE, resource)
    assert differences(table, table) == []


def test_all_rows_together_mean_the_same_to_casbin() -> None:
    assert differences(authz.TABLE, authz.TABLE, every=7) == []


def test_denials_and_rows_of_a_single_shop_mean_the_same_to_casbin() -> None:
    table = table_of(*MIXED)
    assert differences(table, table) == []


CONDITION_NAMES = st.sampled_from(sorted(CONDITIONS))
RANDOM_ROWS = st.lists(
    st.tuples(
        st.sampled_from(ROLES),
        CONDITION_NAMES,
        st.sampled_from(("allow", "allow", "deny")),
        st.sampled_from(("*", "*", str(HERE), str(ELSEWHERE))),
    ),
    min_size=1,
    max_size=8,
    unique=True,
)
IDS = st.none() | st.integers(1, 3)


@settings(max_examples=300, deadline=None)
@given(
    rows=RANDOM_ROWS,
    roles=st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True),
    mine=st.tuples(IDS, IDS, st.booleans()),
    thing=st.just(WHATEVER) | st.builds(Thing, st.sampled_from((HERE, ELSEWHERE)), IDS, IDS),
)
def test_any_rows_at_all_mean_the_same_to_casbin(
    rows: list[tuple[str, str, str, str]],
    roles: list[str],
    mine: tuple[int | None, int | None, bool],
    thing: object,
) -> None:
    table = table_of(*(f"{who}, order, view, {what}, {eft}, {dom}" for who, what, eft, dom in rows))
    account, profile, active = mine
    principal = Principal(
        tenant_id=HERE,
        account_id=account,
        roles=tuple(roles),
        producer_id=profile,
        producer_active=active,
        business_active=active,
    )
    asked = (principal, "view", "order", thing)
    allowed = table.decide(*asked).allowed
    assert allowed is table.second_opinion(*asked)
    if allowed:
        assert table.decide(principal, "view", "order").allowed, "possible, once a thing is known"


def test_twin_a_dropped_row_shows_as_a_difference() -> None:
    whole = slice_of(authz.TABLE, "product")
    for dropped in whole.rows:
        _, *permission = dropped.permission
        around = [each for each in whole.rows if list(each.permission[1:]) == permission]
        around.append(row("guest, unrelated, view, any"))  # a table needs a row
        doctored = PolicyTable(each for each in around if each is not dropped)
        assert differences(doctored, PolicyTable(around)), dropped.place


def test_twin_a_table_in_which_nobody_owns_what_nobody_owns_shows_as_a_difference() -> None:
    class Careless(Ownership, frozen=True, eq=False):
        """The bug: None == None."""

        def holds(self, principal: Principal, thing: object) -> bool:
            return bool(fact(thing, self.attribute) == getattr(principal, self.attribute))

    careless: dict[str, Condition] = {
        **CONDITIONS,
        "own": Careless("own", "careless", "producer_id"),
    }
    rows = slice_of(authz.TABLE, "product").rows
    found = differences(PolicyTable(rows, careless), PolicyTable(rows))
    assert found
    nobodys: list[Any] = [
        (who.producer_id, fact(thing, "producer_id")) for who, _, _, thing in found
    ]
    assert set(nobodys) == {(None, None)}


def test_twin_a_denial_that_is_not_read_shows_as_a_difference() -> None:
    whole = table_of(*MIXED)
    deaf = PolicyTable(each for each in whole.rows if each.effect == "allow")
    assert differences(deaf, whole)


def test_a_row_helper_says_what_it_builds() -> None:
    built = row(f"admin, order, view, any, deny, {HERE}", 3)
    assert built.columns == ("admin", str(HERE), "order", "view", "any", "deny")
    assert row("admin, order, view, any").columns == ("admin", "*", "order", "view", "any", "allow")
