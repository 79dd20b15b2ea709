"""A running server repeats a sample of its decisions with Casbin and refuses where they differ."""

from __future__ import annotations

import asyncio

from prometheus_client import REGISTRY

from api.kit.authz import PolicyTable, Principal
from policies.second_opinion import SecondOpinion
from tests.policies.people import HERE, table_of

CONSUMER = Principal(tenant_id=HERE, account_id=1, roles=("consumer",))
GUEST = Principal(tenant_id=HERE)


def honest() -> PolicyTable:
    return table_of(
        "consumer, order, view, self", "guest, order, list, any", "consumer, order, list, any"
    )


def doctored() -> PolicyTable:
    """A table that lets guests list orders, beside a Casbin that was not told so."""
    table = honest()
    table.enforcer = table_of("consumer, order, view, self", "consumer, order, list, any").enforcer
    return table


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def divergences(role: str) -> float:
    return counted("stoa_policy_divergence_total", role=role, resource="order", action="list")


def repeated() -> float:
    return counted("stoa_policy_second_opinions_total")


def test_agreement_changes_nothing() -> None:
    table = honest()
    opinion = SecondOpinion(table)
    table.observe(opinion.offer)
    before = repeated()
    assert table.decide(GUEST, "list", "order").allowed
    assert not table.decide(CONSUMER, "view", "order", {"account_id": 2}).allowed
    assert [opinion.repeat_next() for _ in range(3)] == [True, True, None]
    assert table.decide(GUEST, "list", "order").allowed
    assert repeated() - before == 2


def test_a_difference_is_counted_and_the_permission_refused_from_then_on() -> None:
    table = doctored()
    opinion = SecondOpinion(table)
    table.observe(opinion.offer)
    before = divergences("guest")
    assert table.decide(GUEST, "list", "order").allowed
    assert opinion.repeat_next() is False
    assert divergences("guest") - before == 1
    refused = table.decide(GUEST, "list", "order")
    assert not refused.allowed
    assert refused.reason == "order.list is suspended for guest: Casbin answered otherwise"
    assert not table.admits_guest("order", "list")
    assert table.visible(GUEST, "list", "order", [HERE]) == "FALSE"
    assert table.decide(CONSUMER, "list", "order").allowed, "others keep their permission"
    assert opinion.repeat_next() is True
    assert opinion.repeat_next() is None, "a suspended permission is not asked about again"


def test_an_enforcer_that_fails_counts_as_a_difference() -> None:
    def broken(*_: object) -> bool:
        raise RuntimeError("the matcher is broken")

    table = honest()
    table.enforcer.add_function("self", broken)
    opinion = SecondOpinion(table)
    table.observe(opinion.offer)
    assert table.decide(CONSUMER, "view", "order", {"account_id": 1}).allowed
    assert opinion.repeat_next() is False
    assert not table.decide(CONSUMER, "view", "order", {"account_id": 1}).allowed


def test_what_happens_to_a_thing_after_the_decision_is_no_difference() -> None:
    table = honest()
    opinion = SecondOpinion(table)
    table.observe(opinion.offer)
    order: dict[str, object] = {"account_id": 1, "total": 5}
    assert table.decide(CONSUMER, "view", "order", order).allowed
    order["account_id"] = 2
    assert opinion.repeat_next() is True


def test_a_full_queue_takes_no_more() -> None:
    table = honest()
    opinion = SecondOpinion(table, waiting=2)
    table.observe(opinion.offer)
    for _ in range(5):
        table.decide(GUEST, "list", "order")
    assert [opinion.repeat_next() for _ in range(3)] == [True, True, None]


def test_the_task_repeats_in_the_background_and_lets_go_when_cancelled() -> None:
    async def watch(table: PolicyTable, opinion: SecondOpinion[Principal]) -> None:
        task = asyncio.create_task(opinion.run())
        for _ in range(500):
            await asyncio.sleep(0.01)
            if not table.decide(GUEST, "list", "order").allowed:
                break
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    loop = asyncio.new_event_loop()
    table = doctored()
    opinion = SecondOpinion(table, per_second=200)
    loop.run_until_complete(watch(table, opinion))
    loop.close()
    assert not table.decide(GUEST, "list", "order").allowed
    while opinion.repeat_next() is not None:
        pass
    assert table.decide(CONSUMER, "list", "order").allowed
    assert opinion.repeat_next() is None, "nothing is offered any more"
