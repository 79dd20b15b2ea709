"""A new producer tells of itself: what lacks is a list that grows shorter, mistakes stay beside
their fields, and nobody sees the producer before the shop has said yes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from playwright.async_api import expect

from e2e.market import AGORA
from tests.support.pictures import picture

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market

EMAIL: Final = "new-olive-press@example.com"
STEPS: Final = 7


async def test_a_producer_completes_the_profile(visit: Visit, market: Market) -> None:
    producer = await visit(AGORA, viewport={"width": 390, "height": 844})
    await producer.go("/auth/register?role=producer")
    await producer.fill(
        register_name="Λιοτρίβι Δοκιμής",
        register_email=EMAIL,
        register_password="a-long-password",
        register_password_confirm="a-long-password",
    )
    await producer.click("register-submit")
    await expect(producer.page).to_have_url(re.compile("/producer/dashboard$"))
    await expect(producer.at("pending-approval-title")).to_be_visible()
    await expect(producer.at("profile-steps").get_by_role("listitem")).to_have_count(STEPS)

    await producer.at("step-bank").get_by_role("link").click()
    await expect(producer.page).to_have_url(re.compile("/producer/settings#step-bank$"))
    await producer.fill(profile_iban="gr16", profile_holder="Ελένη Δοκιμή")
    await producer.click("onboarding-submit")
    await expect(producer.at("form-error")).to_be_visible()
    await expect(producer.at("profile-iban")).to_have_attribute("aria-invalid", "true")
    await expect(producer.at("profile-iban")).to_be_focused()
    await expect(producer.at("profile-holder")).to_have_value("Ελένη Δοκιμή")

    await producer.fill(
        profile_iban="gr16 0110 1250 0000 0001 2300 695",
        profile_description="Πατάμε τις ελιές μας την ημέρα που τις μαζεύουμε.",
        profile_region="Πελοπόννησος",
        profile_phone="2721012345",
        profile_address="Οδός Ελιάς 1",
        profile_postal="24100",
        profile_city="Καλαμάτα",
        profile_business="Λιοτρίβι Δοκιμής Ο.Ε.",
        profile_tax_id="998877665",
        profile_tax_office="Καλαμάτας",
    )
    await producer.at("profile-haccp").check()
    await producer.click("onboarding-submit")
    await expect(producer.at("toast-success")).to_be_visible()
    left = producer.page.locator("[data-testid^=step-][data-done=no]")
    await expect(left).to_have_count(1)
    await expect(producer.at("step-picture")).to_have_attribute("data-done", "no")

    await producer.at("portrait-input").set_input_files(
        {"name": "press.png", "mimeType": "image/png", "buffer": picture(800, 600)}
    )
    await producer.click("portrait-submit")
    await expect(producer.at("profile-steps")).to_have_count(0)
    await expect(producer.page.locator(".portrait-frame img")).to_have_js_property(
        "complete", value=True
    )

    # Still waiting: nobody else finds the producer, and it cannot let itself in.
    await expect(producer.at("pending-approval-title")).to_be_visible()
    await expect(producer.at("preview-link")).to_have_count(0)
    listed = await market.ask("GET", "/api/v1/public/producers?search=Δοκιμής")
    assert listed.json()["total"] == 0
