"""POST and GET /api/v1/shipping/labels/{order}: labels that the shop makes itself."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from barcode.codex import Code128
from pypdf import PdfReader

from api.shipping.labels.drawing import draw_label
from api.shipping.labels.rules import Addressee, LabelText
from api.shipping.service import note_delivered, note_shipped
from tests.kit.scopes import work
from tests.support.another import another_client
from tests.support.inspect import change, count, snapshot
from tests.support.world import MOMENT

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.db import Database
    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PATH = "/api/v1/shipping/labels"
NOT_FOUND = {"error": "not_found", "message": "Route not found."}
ORDER_WITHOUT_PARCEL, ORDER_ON_ITS_WAY = 2, 1


def words_of(content: bytes) -> str:
    """What a person reads on a label."""
    [page] = PdfReader(io.BytesIO(content)).pages
    return page.extract_text()


def bars_of(content: bytes) -> str:
    """The modules of the bar code as it was drawn: 1 is a bar, 0 a gap."""
    [page] = PdfReader(io.BytesIO(content)).pages
    drawn = page.get_contents()
    assert drawn is not None
    rectangles = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) -?[\d.]+ re f", drawn.get_data())
    bars = [(float(left), float(width)) for left, _, width in rectangles]
    module = min(width for _, width in bars)
    first = bars[0][0]
    modules = ["0"] * round((bars[-1][0] + bars[-1][1] - first) / module)
    for left, width in bars:
        start = round((left - first) / module)
        modules[start : start + round(width / module)] = "1" * round(width / module)
    return "".join(modules)


async def made(client: httpx.AsyncClient, world: World, order_id: int) -> dict[str, Any]:
    answer = await client.post(f"{PATH}/{order_id}", headers=world.operator())
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    data: dict[str, Any] = answer.json()["data"]
    return data


async def fetched(client: httpx.AsyncClient, world: World, order_id: int) -> bytes:
    answer = await client.get(f"{PATH}/{order_id}/download", headers=world.operator())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="label-{order_id}.pdf"'
    return answer.content


async def test_a_label_gives_the_order_a_parcel(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    data = await made(client, world, ORDER_WITHOUT_PARCEL)
    code = data.pop("tracking_code")
    assert re.fullmatch(r"DX[0-9]{10}", code)
    assert data == {
        "label_url": f"{PATH}/{ORDER_WITHOUT_PARCEL}/download",
        "carrier_code": "ELTA",
        "status": "labeled",
        "provider": "internal",
    }
    [parcel] = await snapshot(owner, "agora", "shipments", "order_id = 2")
    assert (parcel["tracking_code"], parcel["status"]) == (code, "labeled")
    assert (parcel["created_at"], parcel["shipped_at"]) == (MOMENT, None)
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["action"], entry["resource"], entry["resource_id"]) == ("label", "shipment", 2)
    tracked = (await client.get(f"/api/v1/shipping/tracking/{code}")).json()["data"]
    assert (tracked["status"], tracked["carrier_code"]) == ("labeled", "ELTA")


async def test_who_asks_again_gets_the_same_label(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    first = await made(client, world, ORDER_WITHOUT_PARCEL)
    assert await made(client, world, ORDER_WITHOUT_PARCEL) == first
    assert await count(owner, "agora", "shipments", "order_id = 2") == 1
    assert await count(owner, "agora", "audit_entries") == 1


async def test_a_parcel_that_has_left_keeps_its_code_and_is_not_taken_back(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    data = await made(client, world, ORDER_ON_ITS_WAY)
    assert (data["tracking_code"], data["status"]) == ("ELTA0000000001", "labeled")
    [parcel] = await snapshot(owner, "agora", "shipments")
    assert (parcel["status"], parcel["tracking_code"]) == ("in_transit", "ELTA0000000001")


@pytest.mark.parametrize(
    "order", ["account_id = NULL", "shipping_method = 'PICKUP', shipping_address = NULL"]
)
async def test_guests_and_people_who_fetch_their_goods_get_labels_too(
    client: httpx.AsyncClient, world: World, owner: Connection, order: str
) -> None:
    await change(owner, "agora", f"UPDATE orders SET {order} WHERE id = 2")
    await made(client, world, ORDER_WITHOUT_PARCEL)
    assert "To\nOtto" in words_of(await fetched(client, world, ORDER_WITHOUT_PARCEL))


@pytest.mark.parametrize("order", ["999999", "abc", "1.5", "-1", "0", "99999999999999999999"])
async def test_what_names_no_order_is_not_found(
    client: httpx.AsyncClient, world: World, owner: Connection, order: str
) -> None:
    for answer in (
        await client.post(f"{PATH}/{order}", headers=world.operator()),
        await client.get(f"{PATH}/{order}/download", headers=world.operator()),
    ):
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert await count(owner, "agora", "shipments") == 1


@pytest.mark.parametrize("person", [None, "consumer", "producer", "admin"])
async def test_labels_are_the_back_office_s(
    client: httpx.AsyncClient, world: World, owner: Connection, person: str | None
) -> None:
    headers = world.bearer(person)
    # An order that does not exist answers the same: who is nobody learns nothing (D20).
    for order_id in (ORDER_WITHOUT_PARCEL, ORDER_ON_ITS_WAY, 999_999):
        for answer in (
            await client.post(f"{PATH}/{order_id}", headers=headers),
            await client.get(f"{PATH}/{order_id}/download", headers=headers),
        ):
            assert answer.status_code == 401
    assert await count(owner, "agora", "shipments") == 1
    assert await count(owner, "agora", "audit_entries") == 0


async def test_without_a_parcel_there_is_no_label(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.get(f"{PATH}/{ORDER_WITHOUT_PARCEL}/download", headers=world.operator())
    message = "Δεν βρέθηκε αποστολή για αυτή την παραγγελία"
    assert (answer.status_code, answer.json()) == (404, {"success": False, "message": message})


async def test_a_label_says_whence_whither_what_and_how_much(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    address = (
        '{"name": "Ευανθία Χατζή", "line1": "Πανεπιστημίου 5", "postal_code": "10564", '
        '"city": "Αθήνα", "country": "GR", "phone": "6911111111"}'
    )
    await change(owner, "agora", f"UPDATE orders SET shipping_address = '{address}' WHERE id = 2")
    await change(
        owner,
        "agora",
        "UPDATE producers SET address = 'Οδός Ελιάς 1', postal_code = '41221', city = 'Λάρισα' "
        "WHERE id = 2",
    )
    code = (await made(client, world, ORDER_WITHOUT_PARCEL))["tracking_code"]
    content = await fetched(client, world, ORDER_WITHOUT_PARCEL)
    assert words_of(content).splitlines() == [
        "agora ELTA",
        code,
        *("From", "Dairy", "Οδός Ελιάς 1", "41221 Λάρισα"),
        *("To", "Ευανθία Χατζή", "Πανεπιστημίου 5", "10564 Αθήνα", "GR", "Tel. 6911111111"),
        *("Order", "ORD-000002", "Weight", "0.5 kg", "Date", "15/01/2026"),
        "Cash on delivery: €10.90",
    ]
    assert bars_of(content) == Code128(code).build()[0]


@pytest.mark.parametrize(
    "order",
    ["payment_status = 'paid'", "payment_status = 'completed'", "payment_method = 'CARD'"],
)
async def test_nothing_is_collected_for_what_is_paid_or_not_paid_at_the_door(
    client: httpx.AsyncClient, world: World, owner: Connection, order: str
) -> None:
    await change(owner, "agora", f"UPDATE orders SET {order} WHERE id = 1")
    words = words_of(await fetched(client, world, ORDER_ON_ITS_WAY))
    assert words.endswith("Nothing to collect")


async def test_several_producers_goods_are_sent_by_the_shop(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(
        owner,
        "agora",
        "INSERT INTO fulfilments (tenant_id, id, order_id, producer_id, producer_name, status, "
        "currency, subtotal, shipping_cost, free_shipping_applied, weight_grams, locked_at) "
        "SELECT tenant_id, 9, 1, 2, 'Dairy', status, currency, subtotal, shipping_cost, "
        "free_shipping_applied, 750, locked_at FROM fulfilments WHERE id = 1",
    )
    await change(owner, "agora", "UPDATE shipments SET billable_grams = NULL")
    words = words_of(await fetched(client, world, ORDER_ON_ITS_WAY))
    assert "From\nagora\nTo" in words
    assert "1.75 kg" in words


async def test_what_an_imported_order_weighs_is_told_by_its_products(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE fulfilments SET weight_grams = 0")
    await change(owner, "agora", "UPDATE shipments SET billable_grams = NULL")
    assert "1.0 kg" in words_of(await fetched(client, world, ORDER_ON_ITS_WAY))


async def test_a_greek_shop_s_labels_are_greek(
    database_urls: DatabaseUrls, world: World, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE tenants SET locale = 'el' WHERE slug = 'agora'")
    async with another_client(database_urls) as client:
        words = words_of(await fetched(client, world, ORDER_ON_ITS_WAY))
    for word in ("Αποστολέας", "Παραλήπτης", "Βάρος\n1,0 kg", "Αντικαταβολή: 11,30 €"):
        assert word in words


async def test_a_parcel_s_way_is_noted_once(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database
) -> None:
    await made(client, world, ORDER_WITHOUT_PARCEL)
    left, arrived = datetime(2026, 1, 15, 13, tzinfo=UTC), datetime(2026, 1, 16, 9, tzinfo=UTC)
    for moment in (left, arrived):
        async with work(database, moment=moment) as uow:
            await note_shipped(uow, ORDER_WITHOUT_PARCEL, moment)
    [parcel] = await snapshot(owner, "agora", "shipments", "order_id = 2")
    assert (parcel["status"], parcel["shipped_at"]) == ("in_transit", left)
    for _ in range(2):
        async with work(database, moment=arrived) as uow:
            await note_delivered(uow, ORDER_WITHOUT_PARCEL, arrived)
            await note_shipped(uow, ORDER_WITHOUT_PARCEL, arrived)
    [parcel] = await snapshot(owner, "agora", "shipments", "order_id = 2")
    assert parcel["status"] == "delivered"
    assert (parcel["shipped_at"], parcel["delivered_at"]) == (left, arrived)
    entries = await snapshot(owner, "agora", "audit_entries")
    assert [entry["action"] for entry in entries] == ["label", "ship", "deliver"]
    other = await snapshot(owner, "agora", "shipments", "order_id = 1")
    assert [row["status"] for row in other] == ["in_transit"]


@pytest.mark.parametrize("length", [1, 60, 255, 5_000])
def test_the_city_stands_on_every_label_however_long_the_rest_is(length: int) -> None:
    long = Addressee(
        name="Ω" * length,
        street="οδός " * length,
        more="x" * length,
        postal_code="10564",
        city="Αθήνα",
        region="y" * length,
        phone="6" * length,
    )
    words = words_of(draw_label(label(addressee=long, sender=long)))
    assert words.count("10564 Αθήνα") == 2
    assert "Cash on delivery" in words


def test_letters_that_the_fonts_lack_are_question_marks() -> None:
    words = words_of(draw_label(label(addressee=Addressee(name="ΐ Ж 東 😀\x00\u202e", city="Ÿ"))))
    assert "ΐ Ж ? ???" in words


@pytest.mark.parametrize("code", ["κωδικός", "X" * 60, "\x7f"])
def test_a_code_that_no_bars_can_say_is_printed_alone(code: str) -> None:
    [page] = PdfReader(io.BytesIO(draw_label(label(tracking_code=code)))).pages
    drawn = page.get_contents()
    assert drawn is not None
    assert b" re f" not in drawn.get_data()


def label(**changes: Any) -> LabelText:
    values: dict[str, Any] = {
        "shop": "Agora",
        "language": "en",
        "order_id": 7,
        "tracking_code": "DX0123456789",
        "carrier_code": "ELTA",
        "sender": Addressee(name="Grove"),
        "addressee": Addressee(name="Cora"),
        "picked_up": False,
        "grams": 500,
        "cash": 100,
        "currency": "EUR",
        "moment": MOMENT,
    }
    return LabelText(**{**values, **changes})
