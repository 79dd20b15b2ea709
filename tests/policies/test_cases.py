"""The decision tables of policies/cases, answered by the compiled table and by Casbin."""

from __future__ import annotations

import pytest

from api.kit import authz
from tests.policies.people import Case, cases, people, thing_for

PEOPLE = people()
CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_case_is_decided_as_written_by_the_table_and_by_casbin(case: Case) -> None:
    principal = PEOPLE[case.who]
    thing = thing_for(case, principal)
    expected = {"allow": True, "refuse": False}[case.answer]
    decision = authz.decide(principal, case.action, case.resource, thing)
    assert decision.allowed is expected, decision
    opinion = authz.TABLE.second_opinion(principal, case.action, case.resource, thing)
    assert opinion is expected


def test_every_action_is_allowed_once_and_refused_once() -> None:
    answers: dict[tuple[str, str], set[str]] = {}
    for case in CASES:
        answers.setdefault((case.resource, case.action), set()).add(case.answer)
    assert answers == {each: {"allow", "refuse"} for each in authz.actions()}


def test_every_action_is_tried_on_a_thing_of_another_shop() -> None:
    tried = {(case.resource, case.action) for case in CASES if case.shop == "other"}
    assert tried == authz.actions()


def test_nobody_may_touch_a_thing_of_another_shop() -> None:
    assert {case.answer for case in CASES if case.shop == "other"} == {"refuse"}


def test_every_row_decides_a_case_so_that_dropping_it_shows() -> None:
    decided = {
        authz.decide(
            PEOPLE[case.who], case.action, case.resource, thing_for(case, PEOPLE[case.who])
        ).row
        for case in CASES
    }
    assert {row.place for row in authz.TABLE.rows} - decided == set()


def test_no_case_stands_twice() -> None:
    written = [(c.resource, c.who, c.action, c.thing, c.shop) for c in CASES]
    assert len(written) == len(set(written))


def test_every_person_of_the_tables_appears_in_a_case() -> None:
    assert {case.who for case in CASES} == PEOPLE.keys()
