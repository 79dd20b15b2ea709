"""Every decision says why."""

from __future__ import annotations

import pytest

from api.kit import authz
from api.kit.authz import Candidate, Principal
from api.kit.errors import Refused
from tests.policies.people import ELSEWHERE, HERE, Thing, cases, people, table_of, thing_for

ROWS = (
    "producer, order, cancel, own",
    "admin, order, cancel, any",
    "consumer, order, cancel, self",
    f"business, order, cancel, any, allow, {ELSEWHERE}",
    "admin, order, cancel, self, deny",
)
TABLE = table_of(*ROWS)
CONSUMER = Principal(tenant_id=HERE, account_id=1, roles=("consumer",))
ADMIN = Principal(tenant_id=HERE, account_id=2, roles=("admin",))
BUSINESS = Principal(tenant_id=HERE, account_id=3, roles=("business",))
GUEST = Principal(tenant_id=HERE)


def candidates(*failed: str) -> tuple[Candidate, ...]:
    written = (row.split(", ") for row in ROWS)
    effects = ("allow", "allow", "allow", "allow", "deny")
    return tuple(
        Candidate(f"order.csv:{line}", words[0], words[3], effect, clause)
        for line, (words, effect, clause) in enumerate(
            zip(written, effects, failed, strict=True), start=1
        )
    )


def test_an_allowed_decision_names_the_row_that_allowed_it() -> None:
    decision = TABLE.decide(CONSUMER, "cancel", "order", Thing(account_id=1))
    assert decision.allowed
    assert (decision.resource, decision.action) == ("order", "cancel")
    assert decision.row == "order.csv:3"
    assert decision.reason == (
        "consumer may cancel order: the thing belongs to the caller's own account"
    )
    assert decision.trace == ()


def test_a_refusal_for_want_of_a_role_shows_who_could() -> None:
    decision = TABLE.decide(GUEST, "cancel", "order", Thing())
    assert not decision.allowed
    assert decision.row is None
    assert decision.reason == "no row lets guest cancel order"
    assert decision.trace == candidates("role", "role", "role", "role", "role")


def test_a_refusal_for_want_of_a_condition_names_the_condition_and_its_row() -> None:
    decision = TABLE.decide(CONSUMER, "cancel", "order", Thing(account_id=9))
    assert decision.row is None
    assert decision.reason == "consumer may cancel order only when: self (order.csv:3)"
    assert decision.trace == candidates("role", "role", "condition", "role", "role")


def test_an_explicit_denial_is_the_row_that_decided() -> None:
    decision = TABLE.decide(ADMIN, "cancel", "order", Thing(account_id=2))
    assert not decision.allowed
    assert decision.row == "order.csv:5"
    assert decision.reason == (
        "admin may not cancel order: the thing belongs to the caller's own account (order.csv:5)"
    )
    assert decision.trace == candidates("role", "", "role", "role", "")


def test_a_row_of_another_shop_fails_by_its_domain() -> None:
    decision = TABLE.decide(BUSINESS, "cancel", "order")
    assert decision.reason == "no row lets business cancel order"
    assert decision.trace == candidates("role", "role", "role", "domain", "role")


def test_a_thing_of_another_shop_fails_every_row_by_the_tenant() -> None:
    decision = TABLE.decide(ADMIN, "cancel", "order", Thing(tenant_id=ELSEWHERE, account_id=9))
    assert decision.reason == "the thing belongs to another tenant"
    assert decision.trace == candidates(*["tenant"] * 5)


def test_an_action_without_rows_says_so() -> None:
    decision = TABLE.decide(ADMIN, "paint", "order")
    assert decision.reason == "no row speaks of order.paint"
    assert decision.trace == ()


def test_an_allowed_question_can_be_explained_too() -> None:
    explained = TABLE.explain(CONSUMER, "cancel", "order", Thing(account_id=1))
    assert explained == candidates("role", "role", "", "role", "role")


def test_require_hands_on_the_decision_or_raises_it() -> None:
    assert TABLE.require(CONSUMER, "cancel", "order", Thing(account_id=1)).allowed
    with pytest.raises(Refused) as refusal:
        TABLE.require(CONSUMER, "cancel", "order", Thing(account_id=9))
    decision = refusal.value.decision
    assert decision is not None
    assert decision.reason == "consumer may cancel order only when: self (order.csv:3)"


def test_every_refused_case_of_the_tables_explains_itself() -> None:
    for case in cases():
        principal = people()[case.who]
        thing = thing_for(case, principal)
        decision = authz.decide(principal, case.action, case.resource, thing)
        if not decision.allowed:
            assert decision.reason, case
            assert decision.trace, case
            assert all(each.failed for each in decision.trace), case


def test_decision_ids_are_short_and_do_not_repeat_or_count() -> None:
    ids = [authz.decide(GUEST, "list", "product").decision_id for _ in range(10_000)]
    assert {len(each) for each in ids} == {16}
    assert len(set(ids)) == len(ids)
    assert ids != sorted(ids)


def test_a_guest_is_admitted_where_a_row_lets_one_in_and_nowhere_else() -> None:
    admitted = {each for each in authz.actions() if authz.admits_guest(*each)}
    assert admitted == {
        ("product", "list"),
        ("product", "view"),
        ("producer", "list"),
        ("producer", "view"),
        ("review", "list"),
        ("order", "place"),
        ("order", "view_by_token"),
        ("shipping", "quote"),
        ("shipping", "find_lockers"),
        ("shipping", "track"),
        ("payment", "list_methods"),
        ("account", "register"),
        ("account", "login"),
        ("account", "recover"),
        ("account", "verify_email"),
        ("session", "start"),
        ("health", "view"),
        ("slow_query", "view"),
        ("operator", "look_up"),
        ("commission", "reckon"),
        ("documentation", "view"),
        ("metrics", "view"),
        ("page", "view"),
        ("picture", "view"),
        ("category", "list"),
    }
    assert not authz.admits_guest("product", "unheard_of")
    assert not table_of("admin, order, view, any").admits_guest("order", "view")


def test_resources_and_actions_are_those_of_the_rows() -> None:
    assert TABLE.resources() == {"order"}
    assert TABLE.actions() == {("order", "cancel")}
