"""What the pages of an account and of the desk work out by themselves."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.address_pages import COUNTRIES, countries
from storefront.desk_pictures import moved
from storefront.devices import device
from storefront.language import Language
from storefront.notification_pages import link_of, sentence_of

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0"


@pytest.mark.parametrize(
    ("user_agent", "told"),
    [
        (CHROME, "Chrome, Linux"),
        (f"{CHROME} Safari/537.36 Edg/130.0", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8.5.0", "curl"),
        ("something new", ""),
        (None, ""),
    ],
)
def test_a_device_is_told_by_its_browser_and_system(user_agent: str | None, told: str) -> None:
    assert device(user_agent) == told


@given(st.lists(st.integers(), min_size=1, unique=True), st.data())
def test_a_moved_picture_changes_its_place_by_one_and_the_others_keep_their_order(
    order: list[int], data: st.DataObject
) -> None:
    image_id = data.draw(st.sampled_from(order))
    by = data.draw(st.sampled_from([-1, 1]))
    after = moved(order, image_id, by)
    place = min(max(order.index(image_id) + by, 0), len(order) - 1)
    assert after.index(image_id) == place
    assert [one for one in after if one != image_id] == [one for one in order if one != image_id]


def test_greek_countries_stand_in_the_order_of_the_alphabet_whatever_their_accents() -> None:
    names = [name for _, name in countries(Language("el"))]
    assert len(names) == len(COUNTRIES)
    assert names.index("Ελλάδα") < names.index("Ηνωμένο Βασίλειο") < names.index("Ισπανία")
    assert countries(Language("en"), "CH").count(("CH", "Switzerland")) == 1


@pytest.mark.parametrize(
    ("kind", "payload", "said", "role", "leads_to"),
    [
        (
            "low_stock",
            {"product_id": 7, "product_name": "Feta", "stock": 2, "threshold": 5},
            "“Feta” is running out: 2 left.",
            "producer",
            "/producer/products/7/edit",
        ),
        (
            "order_placed",
            {"order_id": 3, "order_number": "ORD-000003", "subtotal": "12.50", "currency": "EUR"},
            "Order ORD-000003 has come in: €12.50 of your products.",
            "producer",
            "/producer/orders",
        ),
        (
            "order_placed",
            {"order_id": 3, "order_number": "ORD-000003", "total_amount": "1234.50"},
            "We have your order ORD-000003: £1,234.50.",
            "consumer",
            "/account/orders/3",
        ),
        (
            "order_shipped",
            {"order_id": 3, "order_number": "ORD-000003", "tracking_number": "DX7"},
            "Your order ORD-000003 is on its way. Tracking code: DX7.",
            "consumer",
            "/account/orders/3",
        ),
        # As an import brought them along.
        ("order_placed", {"order_id": 3}, "Order 3 was placed.", "consumer", "/account/orders/3"),
        ("order_placed", {"order_id": 3}, "Order 3 was placed.", "producer", "/producer/orders"),
        (
            "order_shipped",
            {"order_id": 3, "tracking_number": None},
            "Your order 3 is on its way.",
            "consumer",
            "/account/orders/3",
        ),
        (
            "refund_issued",
            {"order_id": 3, "refund_amount": 5},
            "We have refunded £5.00 of your order 3.",
            "consumer",
            "/account/orders/3",
        ),
        (
            "low_stock",
            {"product_id": 7, "stock": 3, "threshold": 5},
            "One of your products is running out: 3 left.",
            "producer",
            "/producer/products/7/edit",
        ),
        ("invented", {}, "Something about your account has changed.", "consumer", ""),
    ],
)
def test_a_notification_says_what_happened_and_leads_to_it(
    kind: str, payload: dict[str, Any], said: str, role: str, leads_to: str
) -> None:
    told = {"type": kind, "payload": payload}
    assert sentence_of(told, Language("en"), "GBP") == said
    assert link_of(told, role) == leads_to
    assert "{" not in sentence_of(told, Language("el"), "GBP")


@pytest.mark.parametrize(
    ("zone", "time", "day"),
    [
        ("Europe/Athens", "16 Jan 2026, 01:30", "16 January 2026"),
        ("Europe/London", "15 Jan 2026, 23:30", "15 January 2026"),
    ],
)
def test_moments_are_told_by_the_shop_s_clock_and_days_as_they_stand(
    zone: str, time: str, day: str
) -> None:
    english = Language("en", ZoneInfo(zone))
    assert english.time("2026-01-15T23:30:00.000000Z") == time
    assert english.day("2026-01-15T23:30:00.000000Z") == day
    assert english.day("2026-01-15") == "15 January 2026"
