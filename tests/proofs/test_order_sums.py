"""Pricing a cart: no cent is lost or charged twice, and stock is promised once."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.orders.errors import InsufficientStock, OrderTooLarge, ProductNotForSale
from api.orders.rules import (
    LARGEST_TOTAL,
    OfferedProduct,
    RequestedLine,
    price_lines,
    quantities,
    quote_still_holds,
    split_by_producer,
)

PRODUCTS = 6


def offered(product_id: int, price: int, discount: int | None, producer: int) -> OfferedProduct:
    return OfferedProduct(
        id=product_id,
        producer_id=producer,
        name=f"Product {product_id}",
        unit="kg",
        price=price,
        discount_price=discount,
        weight_per_unit=None,
        allergens=None,
        is_active=True,
        producer_name=f"Producer {producer}",
        producer_slug=f"producer-{producer}",
        seller_name="Seller",
        seller_tax_id=None,
        free_shipping_threshold=None,
        producer_account_id=None,
    )


PRICES = st.integers(0, 10**6)
SHOPS = st.lists(
    st.tuples(PRICES, st.none() | PRICES, st.integers(1, 3)),
    min_size=PRODUCTS,
    max_size=PRODUCTS,
).map(lambda rows: {n: offered(n, *row) for n, row in enumerate(rows, start=1)})
CARTS = st.lists(
    st.builds(RequestedLine, st.integers(1, PRODUCTS), st.integers(1, 50)), min_size=1, max_size=12
)
FREE = st.fixed_dictionaries({n: st.integers(0, 80) for n in range(1, PRODUCTS + 1)})
PLENTY = dict.fromkeys(range(1, PRODUCTS + 1), 10**9)


@given(CARTS, SHOPS)
def test_every_line_costs_its_quantity_times_the_lower_price(
    cart: list[RequestedLine], shop: dict[int, OfferedProduct]
) -> None:
    lines = price_lines(cart, shop, PLENTY)
    assert [(line.product.id, line.quantity) for line in lines] == [
        (each.product_id, each.quantity) for each in cart
    ]
    for line in lines:
        shown = [line.product.price]
        if line.product.discount_price is not None:
            shown.append(line.product.discount_price)
        assert line.unit_price == min(shown)
        assert line.total == line.unit_price * line.quantity


@given(CARTS, SHOPS)
def test_the_shares_hold_every_line_once_and_add_up(
    cart: list[RequestedLine], shop: dict[int, OfferedProduct]
) -> None:
    lines = price_lines(cart, shop, PLENTY)
    shares = split_by_producer(lines)
    assert len({share.producer_id for share in shares}) == len(shares)
    assert all(
        line.product.producer_id == share.producer_id for share in shares for line in share.lines
    )
    spread = [id(line) for share in shares for line in share.lines]
    assert Counter(spread) == Counter(map(id, lines))
    assert sum(share.subtotal for share in shares) == sum(line.total for line in lines)
    first_named = list(dict.fromkeys(line.product.producer_id for line in lines))
    assert [share.producer_id for share in shares] == first_named


@given(CARTS, SHOPS, FREE)
def test_a_cart_passes_exactly_when_its_sums_are_free(
    cart: list[RequestedLine], shop: dict[int, OfferedProduct], free: dict[int, int]
) -> None:
    wanted: Counter[int] = Counter()
    for line in cart:
        wanted[line.product_id] += line.quantity
    fits = all(quantity <= free[product] for product, quantity in wanted.items())
    try:
        lines = price_lines(cart, shop, free)
    except InsufficientStock:
        assert not fits
    else:
        assert fits
        assert quantities(lines) == dict(wanted)


@given(CARTS, SHOPS, FREE)
def test_the_refusal_names_the_first_line_that_does_not_fit(
    cart: list[RequestedLine], shop: dict[int, OfferedProduct], free: dict[int, int]
) -> None:
    left = dict(free)
    short = None
    for line in cart:
        if left[line.product_id] < line.quantity:
            short = (line, left[line.product_id])
            break
        left[line.product_id] -= line.quantity
    assume(short is not None)
    assert short is not None
    line, available = short
    with pytest.raises(InsufficientStock) as refused:
        price_lines(cart, shop, free)
    assert refused.value.sentence == (
        f"Insufficient stock for product 'Product {line.product_id}'. "
        f"Available: {available}, requested: {line.quantity}."
    )


@given(st.integers(1, 2**62), st.integers(1, 10**8))
def test_sums_stay_within_what_the_database_can_hold(quantity: int, price: int) -> None:
    shop = {1: offered(1, price, None, 1)}
    cart = [RequestedLine(1, quantity)]
    if quantity * price > LARGEST_TOTAL:
        with pytest.raises(OrderTooLarge):
            price_lines(cart, shop, {1: 2**63})
    else:
        [line] = price_lines(cart, shop, {1: 2**63})
        assert line.total <= LARGEST_TOTAL < 2**62


def test_a_product_that_is_not_shown_is_not_sold() -> None:
    hidden = msgspec.structs.replace(offered(1, 1, None, 1), is_active=False)
    with pytest.raises(ProductNotForSale):
        price_lines([RequestedLine(1, 1)], {1: hidden}, PLENTY)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_quote_holds_within_a_cent(quoted: int, locked: int) -> None:
    assert quote_still_holds(quoted, locked) is (abs(quoted - locked) <= 1)
    assert quote_still_holds(None, locked)
