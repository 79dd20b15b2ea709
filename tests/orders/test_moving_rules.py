"""The rules of an order's way, apart from any database."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.orders.moving.rules import (
    STATUSES,
    next_for_admins,
    next_for_producers,
    order_status,
    share_status,
    stock_effect,
)

ROAD = ("pending", "confirmed", "processing", "shipped", "delivered")
ANY = st.sampled_from(STATUSES)


@pytest.mark.parametrize(
    ("status", "admins", "producers"),
    [
        ("pending", ("confirmed", "processing", "cancelled"), ("processing",)),
        ("confirmed", ("processing", "shipped", "cancelled"), ("processing",)),
        ("processing", ("shipped", "cancelled"), ("shipped",)),
        ("shipped", ("delivered",), ("delivered",)),
        ("delivered", (), ()),
        ("cancelled", (), ()),
        ("completed", (), ()),
    ],
)
def test_who_may_bring_an_order_where(
    status: str, admins: tuple[str, ...], producers: tuple[str, ...]
) -> None:
    assert next_for_admins(status) == admins
    assert next_for_producers(status) == producers


@pytest.mark.parametrize(
    ("shares", "whole"),
    [
        (["pending", "pending"], "pending"),
        (["pending", "confirmed"], "pending"),
        (["confirmed", "confirmed"], "confirmed"),
        (["pending", "processing"], "processing"),
        (["pending", "delivered"], "processing"),
        (["processing", "shipped"], "processing"),
        (["shipped", "delivered"], "shipped"),
        (["delivered", "delivered"], "delivered"),
        (["cancelled", "delivered"], "delivered"),
        (["cancelled", "cancelled"], "cancelled"),
    ],
)
def test_an_order_is_where_its_shares_are(shares: list[str], whole: str) -> None:
    assert order_status(shares) == whole


@given(ANY)
def test_an_order_of_one_producer_is_where_its_only_share_is(status: str) -> None:
    assert order_status([status]) == status


@given(st.lists(ANY, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_shares_does_not_matter(shares: list[str], chance: object) -> None:
    turned = list(shares)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert order_status(turned) == order_status(shares)


@given(st.lists(ANY, min_size=1, max_size=6))
def test_it_says_shipped_only_when_everything_that_goes_has_left(shares: list[str]) -> None:
    going = [share for share in shares if share != "cancelled"]
    for status in ("shipped", "delivered"):
        left = ROAD[ROAD.index(status) :]
        said = order_status(shares) in left
        assert said == (bool(going) and all(share in left for share in going))


@given(st.lists(ANY, min_size=1, max_size=6), st.data())
def test_a_step_of_one_producer_never_takes_the_order_back(
    shares: list[str], data: st.DataObject
) -> None:
    movable = [place for place, share in enumerate(shares) if next_for_producers(share)]
    if not movable:
        return
    place = data.draw(st.sampled_from(movable))
    before = order_status(shares)
    [shares[place]] = next_for_producers(shares[place])
    assert ROAD.index(order_status(shares)) >= ROAD.index(before)


@given(st.lists(ANY, min_size=2, max_size=20))
def test_over_any_way_an_order_holds_its_goods_exactly_while_it_is_not_cancelled(
    way: list[str],
) -> None:
    """Forced or not: what was given back is never given back again (D14)."""
    held = 0 if way[0] == "cancelled" else 1
    for before, after in pairwise(way):
        held += {"none": 0, "give_back": -1, "take_again": 1}[stock_effect(before, after)]
        assert held == (0 if after == "cancelled" else 1)


def test_a_completed_order_has_no_share_to_move() -> None:
    assert share_status("completed", "delivered") == "completed"
    assert share_status("shipped", "pending") == "pending"
