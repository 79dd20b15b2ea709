"""A list filtered by SQL shows exactly what would be allowed one by one, asked of PostgreSQL.

What this proves: the faces of every condition agree, and ``visible`` agrees with ``decide`` for any
rows. What it does not: that a domain's query compares the tenant, which is RLS's and its own law.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.kit.authz import PolicyTable, Principal, visible
from api.kit.conditions import CONDITIONS, Condition, FactMissing, Ownership
from tests.policies.conftest import Fetch
from tests.policies.people import ELSEWHERE, HERE, Thing, people, row, table_of

TWO_ROLES = ("consumer", "producer")  # few, so that drawn rows and principals meet often
IDS = st.none() | st.integers(1, 3) | st.sampled_from((0, -1, 2**31, 2**63 - 1))
OWNERS = st.lists(st.tuples(IDS, IDS), max_size=8)
PRINCIPALS = st.builds(
    Principal,
    tenant_id=st.just(HERE),
    account_id=IDS,
    roles=st.lists(st.sampled_from(TWO_ROLES), min_size=1, max_size=2, unique=True).map(tuple),
    producer_id=IDS,
    producer_active=st.booleans(),
    business_active=st.booleans(),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(TWO_ROLES),
        st.sampled_from(sorted(CONDITIONS)),
        st.sampled_from(("allow", "allow", "deny")),
        st.sampled_from(("*", str(HERE), str(ELSEWHERE))),
    ),
    min_size=1,
    max_size=8,
    unique=True,
)
KEPT = (
    "SELECT position FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY"
    " AS thing (account_id, producer_id, position) WHERE $1::uuid IS NOT NULL AND "
)
Owners = list[tuple[int | None, int | None]]


def parameters_for(owners: Owners) -> list[object]:
    return [HERE, [account for account, _ in owners], [producer for _, producer in owners]]


def kept(fetch: Fetch, predicate: str, parameters: list[object]) -> set[int]:
    """The positions that PostgreSQL keeps; it also refuses a parameter bound in vain."""
    return {record["position"] - 1 for record in fetch(KEPT + predicate, *parameters)}


def disagreement(fetch: Fetch, condition: Condition, who: Principal, owners: Owners) -> set[int]:
    parameters = parameters_for(owners)
    predicate = condition.where(who, parameters, "thing")
    held = {
        position
        for position, owner in enumerate(owners)
        if condition.holds(who, Thing(HERE, *owner))
    }
    return held ^ kept(fetch, predicate, parameters)


@pytest.mark.parametrize("name", sorted(CONDITIONS))
@settings(max_examples=100, deadline=None)
@given(who=PRINCIPALS, owners=OWNERS)
def test_a_condition_says_the_same_of_a_thing_and_of_a_list(
    fetch: Fetch, name: str, who: Principal, owners: Owners
) -> None:
    assert disagreement(fetch, CONDITIONS[name], who, owners) == set()


@pytest.mark.parametrize("name", sorted(CONDITIONS))
@given(who=PRINCIPALS, owners=st.tuples(IDS, IDS))
def test_what_holds_is_possible_and_what_is_certain_holds(
    name: str, who: Principal, owners: tuple[int | None, int | None]
) -> None:
    condition = CONDITIONS[name]
    holds = condition.holds(who, Thing(HERE, *owners))
    assert condition.possible(who) or not holds
    assert holds or not condition.certain(who)
    assert condition.possible(who) or not condition.certain(who)


@settings(max_examples=400, deadline=None)
@given(rows=ROWS, who=PRINCIPALS, owners=OWNERS)
def test_a_filtered_list_shows_exactly_what_is_allowed_one_by_one(
    fetch: Fetch, rows: list[tuple[str, str, str, str]], who: Principal, owners: Owners
) -> None:
    table = table_of(
        *(f"{role}, order, list, {what}, {eft}, {dom}" for role, what, eft, dom in rows)
    )
    parameters = parameters_for(owners)
    predicate = table.visible(who, "list", "order", parameters, "thing")
    allowed = {
        position
        for position, owner in enumerate(owners)
        if table.decide(who, "list", "order", Thing(HERE, *owner)).allowed
    }
    assert kept(fetch, predicate, parameters) == allowed


def test_twin_a_condition_that_filters_by_another_column_is_noticed(fetch: Fetch) -> None:
    class Crossed(Ownership, frozen=True, eq=False):
        """The bug: the list compares the other id."""

        def where(self, principal: Principal, parameters: list[object], alias: str = "") -> str:
            return super().where(principal, parameters, alias).replace("producer_id", "account_id")

    crossed = Crossed("own", "crossed", "producer_id")
    who = Principal(tenant_id=HERE, account_id=1, roles=("producer",), producer_id=2)
    assert disagreement(fetch, crossed, who, [(1, 2), (2, 1), (None, None)]) == {0, 1}


def test_lists_of_the_installation_bind_the_callers_own_ids() -> None:
    parameters: list[object] = [HERE]
    producer = people()["producer"]
    assert visible(producer, "list_own", "product", parameters, "p") == "(p.producer_id = $2)"
    assert visible(producer, "list_own", "order", parameters) == "(account_id = $3)"
    assert visible(producer, "list", "product", parameters) == "TRUE"
    assert visible(producer, "update", "product", parameters) == "(producer_id = $4)"
    assert parameters == [HERE, producer.producer_id, producer.account_id, producer.producer_id]


def test_who_may_never_sees_an_empty_list_and_binds_nothing() -> None:
    parameters: list[object] = [HERE]
    for who in ("guest", "consumer", "producer without profile"):
        assert visible(people()[who], "list_own", "product", parameters) == "FALSE"
    assert visible(people()["admin"], "unheard_of", "product", parameters) == "FALSE"
    assert parameters == [HERE]


def test_a_denial_takes_its_things_out_of_the_list_and_leaves_those_without_an_owner(
    fetch: Fetch,
) -> None:
    table = table_of("consumer, order, list, any", "consumer, order, list, self, deny")
    who = Principal(tenant_id=HERE, account_id=1, roles=("consumer",))
    parameters = parameters_for([(1, None), (2, None), (None, None)])
    predicate = table.visible(who, "list", "order", parameters)
    assert predicate == "(TRUE AND (account_id = $4) IS NOT TRUE)"
    assert kept(fetch, predicate, parameters) == {1, 2}


def test_a_list_shows_what_any_of_two_rows_allows(fetch: Fetch) -> None:
    table = table_of("consumer, order, list, self", "consumer, order, list, own")
    who = Principal(tenant_id=HERE, account_id=1, roles=("consumer",), producer_id=2)
    parameters = parameters_for([(1, 9), (9, 2), (1, 2), (9, 9)])
    predicate = table.visible(who, "list", "order", parameters, "thing")
    assert predicate == "(thing.account_id = $4 OR thing.producer_id = $5)"
    assert kept(fetch, predicate, parameters) == {0, 1, 2}


@pytest.mark.parametrize("name", ["self", "own", "active_producer", "active_business"])
def test_who_has_nothing_owns_nothing_and_binds_nothing(name: str) -> None:
    condition = CONDITIONS[name]
    nobody = Principal(
        tenant_id=HERE, roles=("producer",), producer_active=True, business_active=True
    )
    parameters: list[object] = [HERE]
    assert condition.where(nobody, parameters, "thing") == "FALSE"
    assert parameters == [HERE]
    assert not condition.holds(nobody, Thing(HERE, None, None))
    assert not condition.possible(nobody)


def test_an_alias_is_a_name_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="is no alias"):
        visible(people()["consumer"], "list_own", "order", [HERE], "o; DROP TABLE orders")


def test_a_database_row_and_a_mapping_can_be_the_thing(fetch: Fetch) -> None:
    table = PolicyTable([row("consumer, order, view, self")])
    who = Principal(tenant_id=HERE, account_id=3, roles=("consumer",))
    for tenant_id, account_id, allowed in (
        (HERE, 3, True),
        (HERE, 4, False),
        (HERE, None, False),
        (ELSEWHERE, 3, False),
        (None, 3, False),
    ):
        statement = "SELECT $1::uuid AS tenant_id, $2::bigint AS account_id"
        [record] = fetch(statement, tenant_id, account_id)
        assert table.decide(who, "view", "order", record).allowed is allowed
        assert table.decide(who, "view", "order", dict(record)).allowed is allowed
        assert table.second_opinion(who, "view", "order", record) is allowed


def test_a_thing_that_cannot_answer_is_a_mistake_and_not_an_answer() -> None:
    table = table_of("consumer, order, view, any", "consumer, order, view, own, deny")
    who = Principal(tenant_id=HERE, account_id=3, roles=("consumer",), producer_id=9)
    with pytest.raises(FactMissing, match="asks a thing for its producer_id, and UUID has none"):
        table.decide(who, "view", "order", UUID(int=5))
