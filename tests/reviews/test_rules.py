"""Stars on average, and what a review counts."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from api.catalog.ratings import Rating
from api.catalog.rules import average_rating
from api.reviews.rules import counted, status_of_new

COUNTS = st.integers(0, 10**6)


@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS))
def test_the_average_is_the_nearest_tenth_half_up(stars: tuple[int, int, int, int, int]) -> None:
    rating = Rating(stars)
    assert rating.count == sum(stars)
    if rating.count == 0:
        assert rating.average is None
        return
    exact = Fraction(sum(n * count for n, count in enumerate(stars, start=1)), rating.count)
    assert rating.average is not None
    assert rating.average == float(Fraction((exact * 10 + Fraction(1, 2)).__floor__(), 10))
    assert 1 <= rating.average <= 5


def test_a_half_goes_up_as_the_old_shop_rounded() -> None:
    assert [average_rating(9, 4), average_rating(85, 20), average_rating(89, 20)] == [2.3, 4.3, 4.5]


def test_only_a_shown_review_counts() -> None:
    assert (counted("approved", 4), counted("pending", 4), counted("hidden", 4)) == (4, None, None)
    assert (status_of_new(waits=False), status_of_new(waits=True)) == ("approved", "pending")
