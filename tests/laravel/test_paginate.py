"""Page numbers, sizes, windows and both paginators."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.laravel.paginate import (
    LARGEST_OFFSET,
    Page,
    last_page,
    page_links,
    page_number,
    page_size,
    page_window,
    raw_paginator,
    read_page,
    resource_collection,
)

PATH = "http://shop.test/api/v1/products"
SHAPES: list[Any] = [None, True, "", "abc", "1.5", "-1", "0", 0, -1, 1.5, [], {}, "٣"]


@pytest.mark.parametrize("value", SHAPES)
def test_a_page_that_is_no_page_is_the_first(value: object) -> None:
    assert page_number(value) == 1


@pytest.mark.parametrize(("value", "number"), [("7", 7), (7, 7), ("+7", 7), (" 7 ", 7)])
def test_a_page_is_read_as_php_reads_it(value: object, number: int) -> None:
    assert page_number(value) == number


@pytest.mark.parametrize("value", ["007", "1e3", "9" * 19, "9" * 9000, 2**63])
def test_a_page_that_php_does_not_read_is_the_first(value: object) -> None:
    assert page_number(value) == 1


@pytest.mark.parametrize("value", SHAPES)
def test_odd_page_sizes_give_the_route_s_default(value: object) -> None:
    assert page_size(value, default=12, cap=50) == 12


@pytest.mark.parametrize("value", ["51", 51, "9" * 30, "9" * 9000])
def test_page_sizes_over_the_cap_give_the_cap(value: object) -> None:
    assert page_size(value, default=12, cap=50) == 50


def test_page_and_size_come_from_the_input_together() -> None:
    assert read_page({"page": "3", "per_page": "20"}) == Page(3, 20)
    assert read_page({}) == Page(1, 15)


def test_the_offset_never_leaves_a_bigint() -> None:
    assert Page(LARGEST_OFFSET, 100).offset == LARGEST_OFFSET
    assert Page(3, 20).offset == 40


@pytest.mark.parametrize(("total", "last"), [(0, 1), (1, 1), (10, 1), (11, 2), (300, 30)])
def test_an_empty_list_has_one_page(total: int, last: int) -> None:
    assert last_page(total, 10) == last


@pytest.mark.parametrize(
    ("current", "last", "groups"),
    [
        (1, 1, [[1]]),
        (5, 13, [list(range(1, 14))]),
        (1, 14, [list(range(1, 11)), [13, 14]]),
        (7, 30, [list(range(1, 11)), [29, 30]]),
        (8, 30, [[1, 2], list(range(5, 12)), [29, 30]]),
        (15, 30, [[1, 2], list(range(12, 19)), [29, 30]]),
        (23, 30, [[1, 2], list(range(20, 27)), [29, 30]]),
        (24, 30, [[1, 2], list(range(21, 31))]),
        (30, 30, [[1, 2], list(range(21, 31))]),
    ],
)
def test_the_window_of_page_numbers(current: int, last: int, groups: list[list[int]]) -> None:
    assert [list(group) for group in page_window(current, last)] == groups


def test_the_gap_has_no_page_and_the_steps_have_one() -> None:
    links = page_links(15, 30, PATH)
    assert links[0] == {
        "url": f"{PATH}?page=14",
        "label": "&laquo; Previous",
        "page": 14,
        "active": False,
    }
    assert [link for link in links if link["label"] == "..."] == [
        {"url": None, "label": "...", "active": False}
    ] * 2
    assert [link["page"] for link in links if link["active"]] == [15]
    assert links[-1]["label"] == "Next &raquo;"


def test_the_flat_body_of_a_middle_page() -> None:
    body = raw_paginator(["x", "y"], Page(2, 2), 5, PATH)
    links = body.pop("links")
    assert body == {
        "current_page": 2,
        "data": ["x", "y"],
        "first_page_url": f"{PATH}?page=1",
        "from": 3,
        "last_page": 3,
        "last_page_url": f"{PATH}?page=3",
        "next_page_url": f"{PATH}?page=3",
        "path": PATH,
        "per_page": 2,
        "prev_page_url": f"{PATH}?page=1",
        "to": 4,
        "total": 5,
    }
    assert [link["label"] for link in links] == ["&laquo; Previous", "1", "2", "3", "Next &raquo;"]


def test_a_page_beyond_the_end_keeps_its_number() -> None:
    body = raw_paginator([], Page(99, 10), 12, PATH)
    assert (body["current_page"], body["from"], body["to"]) == (99, None, None)
    assert body["prev_page_url"] == f"{PATH}?page=98"
    assert body["next_page_url"] is None


def test_the_collection_has_links_and_meta() -> None:
    body = resource_collection(["x"], Page(1, 1), 2, PATH)
    assert body["links"] == {
        "first": f"{PATH}?page=1",
        "last": f"{PATH}?page=2",
        "prev": None,
        "next": f"{PATH}?page=2",
    }
    assert list(body["meta"]) == [
        "current_page",
        "from",
        "last_page",
        "links",
        "path",
        "per_page",
        "to",
        "total",
    ]


@given(st.integers(1, 200), st.integers(1, 200))
def test_every_window_shows_the_ends_and_a_present_page_once(current: int, last: int) -> None:
    shown = [number for group in page_window(current, last) for number in group]
    assert shown == sorted(set(shown))
    assert {1, last} <= set(shown) <= set(range(1, last + 1))
    assert current > last or current in shown
    assert len(shown) <= 13
