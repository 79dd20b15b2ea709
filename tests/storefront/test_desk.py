"""The producer's desk by plain forms: the overview, the own profile, and back to where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from storefront.profile_form import grouped, profile_body
from tests.storefront.browser import Browser, Html, visitor
from tests.support.inspect import change, count, snapshot
from tests.support.pictures import picture
from tests.support.world import HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PAGE = "/producer/settings"
PROFILE: dict[str, Any] = {
    "name": "Olive Grove",
    "description": "Old trees.",
    "location": "Kalamata",
    "region": "Peloponnese",
    "website": "grove.example",
    "email": "grove@example.com",
    "phone": "2101234567",
    "responsible_person_name": "",
    "address": "Oil Road 1",
    "postal_code": "24100",
    "city": "Kalamata",
    "business_name": "Grove Ltd",
    "tax_id": "123 456 789",
    "tax_office": "Kalamata",
    "iban": "gr16 0110 1250 0000 0001 2300 695",
    "bank_account_holder": "Petra Producer",
    "food_license_number": "EL-7",
    "beekeeper_registry_number": "",
    "cpnp_notification_number": "",
    "haccp_declaration_accepted": "on",
    "free_shipping_threshold_eur": "45,50",
}


async def row(owner: Connection) -> dict[str, Any]:
    [found] = await snapshot(owner, "agora", "producers", "id = 1")
    return dict(found)


async def send_picture(browser: Browser, content: bytes) -> httpx.Response:
    token = (await browser.read(PAGE)).form_token
    return await browser.client.post(
        f"{PAGE}/picture",
        data={"_token": token},
        files={"image": ("farm.png", content)},
        headers=browser.headers,
    )


class TestProfile:
    async def test_it_is_saved_as_people_write_it_and_shown_again(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        browser = visitor(client, world, "producer", "agora")
        answer = await browser.post(PAGE, form_at=PAGE, **PROFILE)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=profile")
        stored = await row(owner)
        assert stored["iban"] == "GR1601101250000000012300695"
        assert stored["tax_id"] == "123456789"
        assert stored["website"] == "https://grove.example"
        assert stored["free_shipping_threshold"] == 4550
        assert stored["haccp_declaration_accepted"] is True
        assert stored["responsible_person_name"] is None
        page = await browser.read(f"{PAGE}?done=profile")
        values = {
            found.get("name"): found.get("value") for tag, found in page.elements if tag == "input"
        }
        assert values["iban"] == "GR16 0110 1250 0000 0001 2300 695"
        assert values["food_license_number"] == "EL-7"
        assert page.with_test_id("toast-success")

    async def test_what_is_private_stands_on_no_page_of_the_shop(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        browser = visitor(client, world, "producer", "agora")
        await browser.post(PAGE, form_at=PAGE, **PROFILE)
        for person in (None, "consumer", "other_producer"):
            answer = await visitor(client, world, person, "agora").get("/producers/grove")
            assert answer.status_code == 200
            for secret in ("GR16", "123456789", "2101234567", "grove@example.com", "Oil Road"):
                assert secret not in answer.text

    async def test_mistakes_stand_beside_their_fields_and_nothing_is_stored(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        browser = visitor(client, world, "producer", "agora")
        before = await row(owner)
        wrong = {**PROFILE, "name": "", "tax_id": "12", "iban": "x", "email": "nobody"}
        answer = await browser.post(PAGE, form_at=PAGE, **wrong)
        assert answer.status_code == 422
        page = Html(answer.text)
        marked = {found["id"] for _, found in page.elements if found.get("aria-invalid") == "true"}
        assert marked == {"name", "tax_id", "iban", "email"}
        # The contract says these in Greek; the shop's language is English.
        for sentence in ("nine digits", "look like an IBAN", "look like an e-mail address"):
            assert sentence in page.text
        assert "Old trees." in page.text
        assert await row(owner) == before

    async def test_the_last_missing_step_completes_it_once(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        bare = "image_url = NULL, onboarding_completed_at = NULL WHERE id = 1"
        await change(owner, "agora", f"UPDATE producers SET {bare}")
        browser = visitor(client, world, "producer", "agora")
        await browser.post(PAGE, form_at=PAGE, **PROFILE)
        page = await browser.read(PAGE)
        [step] = page.with_test_id("step-picture")
        assert step["data-done"] == "no"
        assert (await row(owner))["onboarding_completed_at"] is None
        answer = await send_picture(browser, picture())
        assert answer.status_code == 303
        completed = (await row(owner))["onboarding_completed_at"]
        assert completed is not None
        page = await browser.read(PAGE)
        assert page.with_test_id("profile-steps") == []
        await browser.post(PAGE, form_at=PAGE, **PROFILE)
        assert (await row(owner))["onboarding_completed_at"] == completed

    async def test_a_refused_producer_reads_the_reason_and_what_to_do(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        refused = "status = 'inactive', is_active = false, rejection_reason = 'No <b>permit</b>.'"
        await change(owner, "agora", f"UPDATE producers SET {refused} WHERE id = 1")
        browser = visitor(client, world, "producer", "agora")
        for path in (PAGE, "/producer/dashboard", "/producer/products"):
            page = await browser.read(path)
            assert "No <b>permit</b>." in page.text
            assert "we look at it again" in page.text
        # It may still correct what was wrong, but not let itself in.
        await browser.post(PAGE, form_at=PAGE, **PROFILE, status="active", is_active="1")
        stored = await row(owner)
        assert (stored["tax_id"], stored["status"], stored["is_active"]) == (
            "123456789",
            "inactive",
            False,
        )

    async def test_a_picture_is_shown_and_taken_away_and_none_is_refused_in_words(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        browser = visitor(client, world, "producer", "agora")
        answer = await send_picture(browser, b"words")
        assert answer.status_code == 422
        page = Html(answer.text)
        assert "farm.png: this is not a JPEG, PNG, WebP or AVIF picture." in page.text
        assert await count(owner, "agora", "pictures") == 0
        assert (await send_picture(browser, picture())).status_code == 303
        shown = await browser.read("/producers/grove")
        assert [one for tag, one in shown.elements if "/storage/pictures/" in one.get("src", "")]
        await browser.post(f"{PAGE}/picture/delete", form_at=PAGE)
        assert (await row(owner))["image_url"] is None

    async def test_new_producers_are_led_there(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        browser = visitor(client, world, "pending_producer", "agora")
        answer = await browser.get("/producer/onboarding")
        assert (answer.status_code, answer.headers["location"]) == (307, PAGE)
        assert (await browser.read(PAGE)).with_test_id("not-approved-notice")


class TestOverview:
    async def test_it_counts_what_there_is_to_do_and_fills_up_in_place(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(
            owner,
            "agora",
            f"UPDATE stock_levels SET on_hand = 2, held = 0 WHERE variant_id = {HONEY}",
        )
        browser = visitor(client, world, "producer", "agora")
        desk = "/producer/dashboard"
        page = await browser.read(desk)
        assert page.with_test_id(f"running-out-{HONEY}")
        answer = await browser.post(
            f"/producer/products/{HONEY}/stock", form_at=desk, stock="30", back=desk
        )
        assert answer.headers["location"] == f"{desk}?done=stocked"
        page = await browser.read(f"{desk}?done=stocked")
        assert page.with_test_id(f"running-out-{HONEY}") == []
        assert page.with_test_id("toast-success")

    @pytest.mark.parametrize(
        ("came_from", "leads_to"),
        [
            (
                "/producer/products?search=o&page=2&done=toggled",
                "/producer/products?search=o&page=2&done=toggled",
            ),
            ("/producer/dashboard", "/producer/dashboard?done=toggled"),
            ("", "/producer/products?done=toggled"),
            ("https://example.com/producer/products", "/producer/products?done=toggled"),
            ("//example.com", "/producer/products?done=toggled"),
            ("/producer/products\r\nx: y", "/producer/products?done=toggled"),
        ],
    )
    async def test_a_change_leads_back_to_the_page_of_the_desk_that_held_its_form(
        self, client: httpx.AsyncClient, world: World, came_from: str, leads_to: str
    ) -> None:
        browser = visitor(client, world, "producer", "agora")
        path = f"/producer/products/{OLIVES}/toggle"
        answer = await browser.post(path, form_at="/producer/products", back=came_from)
        assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


def test_a_profile_is_read_as_people_write_it() -> None:
    body = profile_body({"iban": " gr16 0110", "website": "http://a.example", "name": "A"})
    assert (body["iban"], body["website"], body["tax_id"]) == ("GR160110", "http://a.example", None)
    assert body["haccp_declaration_accepted"] is False
    assert grouped("GR1601101") == grouped("GR16 01101") == "GR16 0110 1"
