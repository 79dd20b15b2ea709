"""The checkout by its form: what it offers, what it orders, and that it orders it once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tests.storefront.browser import Browser, Html
from tests.support.another import another_client
from tests.support.inspect import count, snapshot
from tests.support.world import HOSTS, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

ACCOUNT = "GR16 0110 1250 0000 0001 2300 695"
TYPED = {
    "name": "Cora",
    "email": "cora@example.com",
    "phone": "6971234567",
    "line1": "Ermou 12",
    "city": "Athens",
    "postal_code": "10564",
    "address": "new",
}


def fields_of(page: Html) -> dict[str, str]:
    """The hidden fields that the form sends back."""
    names = ["attempt", "items", "terms_version", "quoted_for", "quoted_shipping"]
    names += ["quoted_subtotal", "quoted_at"]
    inputs = {found.get("name"): found for tag, found in page.elements if tag == "input"}
    return {name: inputs[name]["value"] for name in names if name in inputs}


async def fill(guest: Browser) -> None:
    await guest.post("/cart/items", form_at="/products", product_id=OLIVES, quantity=1)


async def send(guest: Browser, step: str, **fields: object) -> httpx.Response:
    return await guest.post("/checkout", form_at="/checkout", step=step, **{**TYPED, **fields})


async def test_a_form_sent_twice_is_one_order_and_leads_to_it_twice(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    client.cookies.clear()
    guest = Browser(client, {"host": HOSTS["agora"]})
    await fill(guest)
    cookies = dict(client.cookies)
    quoted = fields_of(Html((await send(guest, "review")).text))
    first = await send(guest, "place", terms="on", **quoted)
    assert "stoa_cart" not in client.cookies
    client.cookies.update(cookies)
    second = await send(guest, "place", terms="on", **quoted)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert await count(owner, "agora", "orders") == 3


async def test_nothing_is_ordered_before_the_total_was_shown_and_the_terms_accepted(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    client.cookies.clear()
    guest = Browser(client, {"host": HOSTS["agora"]})
    await fill(guest)
    at_once = await send(guest, "place", terms="on")
    quoted = fields_of(Html(at_once.text))
    elsewhere = await send(guest, "place", terms="on", **{**quoted, "postal_code": "84001"})
    careless = await send(guest, "place", **quoted)
    assert [each.status_code for each in (at_once, elsewhere, careless)] == [200, 200, 422]
    for answer in (at_once, elsewhere, careless):
        assert Html(answer.text).with_test_id("checkout-error")[0].get("hidden") is None
    assert await count(owner, "agora", "orders") == 2


async def test_mistakes_stand_beside_their_fields_and_what_was_typed_stays(
    client: httpx.AsyncClient, world: World
) -> None:
    client.cookies.clear()
    guest = Browser(client, {"host": HOSTS["agora"]})
    await fill(guest)
    wrong = {
        "email": "cora",
        "phone": "12",
        "postal_code": "1",
        "city": "",
        "notes": "Ring <twice>",
    }
    answer = await send(guest, "review", **wrong)
    page = Html(answer.text)
    assert answer.status_code == 422
    fields = {found["id"]: found for _, found in page.elements if "id" in found}
    for name in ("email", "phone", "postal_code", "city"):
        assert fields[name]["aria-invalid"] == "true"
        assert fields[name]["aria-describedby"].endswith(f"{name}-error")
        assert fields[name]["value"] == wrong[name]
    links = [found["href"] for tag, found in page.elements if tag == "a"]
    assert {"#email", "#phone", "#postal_code", "#city"} <= set(links)
    assert "Ring &lt;twice&gt;" in answer.text


async def test_a_transfer_is_offered_where_the_shop_has_told_its_account_and_a_card_never(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    settings = msgspec.json.encode({"bank_account": ACCOUNT, "cod_fee_enabled": True}).decode()
    await owner.execute("UPDATE tenants SET settings = $1 WHERE slug = 'agora'", settings)
    async with another_client(database_urls, card_enabled=True) as client:
        guest = Browser(client, {"host": HOSTS["agora"]})
        await fill(guest)
        by_cash = await send(guest, "review", payment_method="COD")
        by_transfer = await send(guest, "review", payment_method="BANK_TRANSFER")
        offered = [
            found["value"]
            for _, found in Html(by_cash.text).elements
            if found.get("name") == "payment_method"
        ]
        assert offered == ["COD", "BANK_TRANSFER"]
        for answer, hidden in ((by_cash, False), (by_transfer, True)):
            assert ("hidden" in Html(answer.text).with_test_id("cod-fee-line")[0]) is hidden

        # The fee was not in the total that was shown: the form that changes it is shown again.
        quoted = fields_of(Html(by_transfer.text))
        changed = await send(guest, "place", terms="on", payment_method="COD", **quoted)
        assert changed.status_code == 200
        placed = await send(guest, "place", terms="on", payment_method="BANK_TRANSFER", **quoted)
        assert placed.status_code == 303, placed.text
        thanks = await guest.read(placed.headers["location"])
    assert ACCOUNT in thanks.text
    (row,) = await snapshot(owner, "agora", "orders", "id > 2")
    assert (row["payment_method"], row["cod_fee"]) == ("BANK_TRANSFER", 0)


async def test_a_locker_is_found_and_chosen_by_forms(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    async with another_client(
        database_urls, lockers_enabled=True, locker_discount="0.50"
    ) as client:
        guest = Browser(client, {"host": HOSTS["agora"]})
        await fill(guest)
        to_locker: dict[str, Any] = {"shipping_method": "LOCKER", "locker_postal": "10564"}
        found = await send(guest, "lockers", **to_locker)
        assert Html(found.text).with_test_id("locker-option-BOX_1")
        nowhere = await send(guest, "review", **to_locker)
        assert (nowhere.status_code, 'href="#locker"' in nowhere.text) == (422, True)
        to_locker["locker"] = "BOX_1|10673"
        quoted = fields_of(Html((await send(guest, "review", **to_locker)).text))
        placed = await send(guest, "place", terms="on", **to_locker, **quoted)
        assert placed.status_code == 303, placed.text
    (row,) = await snapshot(owner, "agora", "orders", "id > 2")
    address = msgspec.json.decode(row["shipping_address"])
    assert (row["shipping_method"], address["locker_id"]) == ("LOCKER", "BOX_1")
    assert (address["name"], address["line1"]) == ("Cora", "Box Kolonaki")


async def test_an_address_is_kept_where_the_buyer_asks_for_it_and_once(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    client.cookies.clear()
    consumer = Browser(client, world.bearer("consumer", "agora"))
    for _ in range(2):
        await fill(consumer)
        quoted = fields_of(Html((await send(consumer, "review")).text))
        placed = await send(consumer, "place", terms="on", save_address="on", **quoted)
        assert "unkept" not in placed.headers["location"]
    assert await count(owner, "agora", "orders") == 4
    (kept,) = await snapshot(owner, "agora", "addresses", "account_id = 2")
    assert (kept["line1"], kept["phone"], kept["type"]) == ("Ermou 12", "6971234567", "shipping")
    assert await count(owner, "agora", "cart_items", "account_id = 2") == 0
    await fill(consumer)
    radios = [
        found
        for _, found in (await consumer.read("/checkout")).elements
        if found.get("name") == "address"
    ]
    assert [(each["value"], "checked" in each) for each in radios] == [
        (str(kept["id"]), True),
        ("new", False),
    ]
