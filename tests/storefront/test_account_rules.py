"""What the pages of an account and of the desk work out by themselves."""

from __future__ import annotations

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


def test_a_notification_says_what_happened_and_leads_to_it() -> None:
    english = Language("en")
    low = {"product_id": 7, "product_name": "Feta", "stock": 2, "threshold": 5}
    told = {"type": "low_stock", "payload": low}
    assert sentence_of(told, english) == "“Feta” is running out: 2 left."
    assert link_of(told, "producer") == "/producer/products/7/edit"
    sold = {"order_id": 3, "order_number": "ORD-000003", "subtotal": "12.50", "currency": "EUR"}
    placed = {"type": "order_placed", "payload": sold}
    assert sentence_of(placed, english) == "Order ORD-000003 has come in: €12.50 of your products."
    assert link_of(placed, "producer") == "/producer/orders"
    assert link_of(placed, "consumer") == "/account/orders/3"
    unknown = {"type": "invented", "payload": {}}
    assert sentence_of(unknown, english) == english.say("notification.other")
    assert link_of(unknown, "consumer") == ""
