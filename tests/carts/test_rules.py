"""Pure rules of the cart, for all carts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.carts.rules import MOST_PER_LINE, line_total, merged_quantity, wanted_sums

AMOUNTS = st.integers(0, 10**10)
QUANTITIES = st.integers(-(2**63), 2**63 - 1)
PRODUCTS = st.integers(1, 5)


@given(price=AMOUNTS, discount_price=st.none() | AMOUNTS, quantity=st.integers(1, 10**6))
def test_a_line_never_costs_more_than_its_list_price_or_its_discount_price(
    price: int, discount_price: int | None, quantity: int
) -> None:
    lowest = price if discount_price is None else min(price, discount_price)
    assert line_total(price, discount_price, quantity) == lowest * quantity


@given(wanted=st.lists(st.tuples(PRODUCTS, QUANTITIES)))
def test_sums_hold_every_positive_quantity_once_and_in_order_of_first_mention(
    wanted: list[tuple[int, int]],
) -> None:
    sums = wanted_sums(wanted)
    positive = [(product_id, quantity) for product_id, quantity in wanted if quantity > 0]
    assert list(sums) == list(dict(positive))
    for product_id, total in sums.items():
        assert total == sum(quantity for mentioned, quantity in positive if mentioned == product_id)


@given(
    in_cart=st.integers(0, 100),
    parts=st.lists(st.integers(1, 10**6), min_size=1),
    free=st.integers(0, 10**6),
)
def test_merging_a_sum_is_merging_its_parts_one_after_another(
    in_cart: int, parts: list[int], free: int
) -> None:
    step_by_step = in_cart
    for part in parts:
        step_by_step = merged_quantity(step_by_step, part, free)
    at_once = merged_quantity(in_cart, sum(parts), free)
    assert at_once == step_by_step
    assert at_once <= min(free, MOST_PER_LINE)
