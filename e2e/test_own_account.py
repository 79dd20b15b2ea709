"""One's own account: back in by letter, an address that the checkout knows, a device signed out."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.async_api import expect

if TYPE_CHECKING:
    from e2e.conftest import Visit
    from e2e.market import Market
    from e2e.shopper import Shopper

PASSWORD = "πολύ μυστικό 1"
NEW_PASSWORD = "ακόμη πιο μυστικό 2"


async def _register(visitor: Shopper, name: str) -> str:
    """Open an account of this name; its address."""
    email = f"{secrets.token_hex(6)}@example.com"
    await visitor.go("/auth/register")
    await visitor.at("register-role-consumer").check()
    await visitor.fill(
        register_name=name,
        register_email=email,
        register_password=PASSWORD,
        register_password_confirm=PASSWORD,
    )
    await visitor.click("register-submit")
    await expect(visitor.page).not_to_have_url(re.compile("/auth/register"))
    return email


async def test_who_forgot_the_password_comes_back_by_the_link_of_a_letter_once(
    visit: Visit, market: Market
) -> None:
    visitor = await visit()
    email = await _register(visitor, "Ισμήνη Δρόσου")
    await visitor.sign_out()

    await visitor.go("/auth/login")
    await visitor.click("forgot-password-link")
    await visitor.fill(forgot_password_email=email)
    await visitor.click("forgot-password-submit")
    told = await visitor.at("success-message").inner_text()
    found = re.search(r"http\S+/reset-password\?\S+", await market.letter_to(email))
    assert found is not None
    link = urlsplit(found.group())

    await visitor.go("/auth/forgot-password")
    await visitor.fill(forgot_password_email="nobody@example.com")
    await visitor.click("forgot-password-submit")
    assert await visitor.at("success-message").inner_text() == told.replace(
        email, "nobody@example.com"
    )

    await visitor.go(f"{link.path}?{link.query}")
    await expect(visitor.page).to_have_url(re.compile("/auth/reset-password"))
    await visitor.fill(reset_password_password=NEW_PASSWORD, reset_password_confirm="another one")
    await visitor.click("reset-password-submit")
    await expect(visitor.at("error-message")).to_be_visible()
    await visitor.fill(reset_password_password=NEW_PASSWORD, reset_password_confirm=NEW_PASSWORD)
    await visitor.click("reset-password-submit")
    await expect(visitor.at("success-message")).to_be_visible()

    await visitor.go(f"{link.path}?{link.query}")
    await visitor.fill(reset_password_password=PASSWORD, reset_password_confirm=PASSWORD)
    await visitor.click("reset-password-submit")
    await expect(visitor.at("reset-password-form")).to_have_count(0)
    await visitor.sign_in(email, NEW_PASSWORD)
    assert (await visitor.go("/account/profile")).status == 200


async def test_a_kept_address_is_chosen_at_the_checkout_and_a_wrong_one_is_told_at_its_field(
    visit: Visit,
) -> None:
    consumer = await visit()
    await _register(consumer, "Μυρτώ Ζερβού")
    await consumer.go("/account/addresses")
    await consumer.click("add-address")
    await consumer.fill(address_line1="Αθηνάς 3", address_city="Αθήνα", address_postal="12")
    await consumer.click("address-submit")
    await expect(consumer.page.locator("#postal_code-error")).to_be_visible()
    await expect(consumer.at("address-line1")).to_have_value("Αθηνάς 3")
    await consumer.fill(address_postal="105 51")
    await consumer.at("address-default").check()
    await consumer.click("address-submit")
    await expect(consumer.at("toast-success")).to_be_visible()

    await consumer.page.get_by_role("link", name="Επεξεργασία").click()
    await consumer.fill(address_line1="Αθηνάς 5")
    await consumer.click("address-submit")
    await consumer.put_into_cart("syka-apoxiramena-400g")
    await consumer.go("/checkout")
    await expect(consumer.page.get_by_role("radio", name="Αθηνάς 5, 10551")).to_be_checked()
    await expect(consumer.at("checkout-address")).to_be_hidden()
    await expect(consumer.at("shipping-breakdown").get_by_role("listitem")).to_have_count(1)

    await consumer.go("/account/addresses")
    await consumer.page.get_by_role("button", name="Διαγραφή της διεύθυνσης").click()
    await consumer.click("delete-modal-confirm")
    await expect(consumer.at("no-addresses")).to_be_visible()


async def test_a_device_that_is_signed_out_from_afar_must_sign_in_again(visit: Visit) -> None:
    here, lost = await visit(), await visit(user_agent="Mozilla/5.0 (iPhone) Safari/605")
    email = await _register(here, "Λυδία Χατζή")
    await lost.sign_in(email, PASSWORD)
    assert (await lost.go("/account/orders")).status == 200

    await here.go("/account/security")
    await expect(here.at("this-device")).to_have_count(1)
    phone = here.at("sign-in").filter(has_text="Safari, iPhone")
    before = await here.at("sign-in").count()
    await phone.filter(has_text="Πρόγραμμα περιήγησης").get_by_test_id("end-sign-in").click()
    await expect(here.at("toast-success")).to_be_visible()
    await expect(here.at("sign-in")).to_have_count(before - 1)
    await lost.go("/account/orders")
    await expect(lost.page).to_have_url(re.compile("/auth/login"))

    await lost.sign_in(email, PASSWORD)
    await here.go("/account/security")
    await here.fill(
        password_current=PASSWORD, password_new=NEW_PASSWORD, password_confirm=NEW_PASSWORD
    )
    await here.click("password-submit")
    await expect(here.at("toast-success")).to_be_visible()
    await expect(here.at("sign-in")).to_have_count(1)
    await lost.go("/account/orders")
    await expect(lost.page).to_have_url(re.compile("/auth/login"))
