"""What people send by forms, without JavaScript: accounts, products, and nothing of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.storefront.browser import Browser, Html, visitor
from tests.support.world import CHEESE, OLIVES

if TYPE_CHECKING:
    import httpx

    from tests.support.world import World

NEW_PRODUCT = {
    "name": "Fig jam",
    "price": "4,50",
    "discount_price": "",
    "stock": "12",
    "unit": "jar",
    "weight_per_unit": "350",
    "allergens[]": ["sulphites", "milk"],
    "is_active": "on",
    "categories_shown": "1",
    "categories[]": ["2"],
}


async def product(client: httpx.AsyncClient, world: World, product_id: int) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/products/{product_id}", headers=world.bearer(None))
    body: dict[str, Any] = answer.json()
    found: dict[str, Any] = body.get("data", body)
    return found


async def category_ids(client: httpx.AsyncClient, world: World, product_id: int) -> list[int]:
    answer = await client.get(f"/api/v1/public/products/{product_id}", headers=world.bearer(None))
    return sorted(category["id"] for category in answer.json()["categories"])


async def test_the_login_opens_a_session_and_the_logout_ends_it(
    client: httpx.AsyncClient, world: World
) -> None:
    browser = Browser(client, world.bearer(None))
    before = (await browser.get("/auth/login")).cookies["stoa_session"]
    answer = await browser.post(
        "/auth/login", form_at="/auth/login", email="PRODUCER@example.com", password="password"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/producer/dashboard")
    assert answer.cookies["stoa_session"] not in ("", before)
    page = await browser.read("/producer/products")
    assert "Petra Producer" in page.text
    answer = await browser.post("/logout", form_at="/producer/products")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.get("/producer/products")).status_code == 303


@pytest.mark.parametrize(
    ("email", "password", "status", "sentence"),
    [
        ("consumer@example.com", "wrong", 401, "E-mail or password is not right"),
        ("nobody@example.com", "password", 401, "E-mail or password is not right"),
        ("", "", 422, "Please fill this in."),
    ],
)
async def test_a_failed_login_says_why_and_keeps_the_address(
    client: httpx.AsyncClient, world: World, email: str, password: str, status: int, sentence: str
) -> None:
    browser = Browser(client, world.bearer(None))
    answer = await browser.post(
        "/auth/login", form_at="/auth/login", email=email, password=password
    )
    page = Html(answer.text)
    assert answer.status_code == status
    assert sentence in page.text
    assert page.with_test_id("login-email")[0]["value"] == email
    assert page.with_test_id("login-password")[0]["value"] == ""


@pytest.mark.parametrize("path", ["/auth/login", "/auth/register", "/producer/products/create"])
async def test_a_form_without_its_token_changes_nothing(
    client: httpx.AsyncClient, world: World, path: str
) -> None:
    browser = visitor(client, world, "producer" if "producer" in path else None, "agora")
    await browser.get("/auth/login")
    answer = await client.post(path, data={"name": "x"}, headers=browser.headers)
    assert answer.status_code == 419
    assert "Nothing has been changed" in Html(answer.text).text


async def test_a_producer_registers_and_waits_for_approval(
    client: httpx.AsyncClient, world: World
) -> None:
    browser = Browser(client, world.bearer(None))
    fields = {
        "name": "Mill",
        "email": "mill@example.com",
        "role": "producer",
        "password": "long enough",
        "password_confirmation": "long enougH",
    }
    answer = await browser.post("/auth/register", form_at="/auth/register", **fields)
    page = Html(answer.text)
    assert answer.status_code == 422
    assert "The two passwords are not the same." in page.text
    assert page.with_test_id("register-role-producer")[0].get("checked") == ""
    fields["password_confirmation"] = fields["password"]
    answer = await browser.post("/auth/register", form_at="/auth/register", **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/producer/dashboard")
    for desk in ("/producer/dashboard", "/producer/products"):
        assert (await browser.read(desk)).with_test_id("not-approved-notice")


async def test_a_producer_creates_changes_and_deletes_an_own_product(
    client: httpx.AsyncClient, world: World
) -> None:
    browser = visitor(client, world, "producer", "agora")
    form = "/producer/products/create"
    answer = await browser.post(form, form_at=form, **NEW_PRODUCT)
    found = await client.get("/api/v1/products?q=Fig", headers=world.bearer(None))
    jam = found.json()["data"][0]
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/producer/products/{jam['id']}/pictures?done=created",
    )
    assert await category_ids(client, world, jam["id"]) == [2]
    assert (jam["price"], jam["discount_price"], jam["stock"]) == ("4.50", None, 12)
    assert jam["allergens"] == ["sulphites", "milk"]
    assert jam["producer"]["slug"] == "grove"
    edit = f"/producer/products/{jam['id']}/edit"
    changed = {**NEW_PRODUCT, "name": "Quince jam", "allergens[]": [], "slug": jam["slug"]}
    changed["categories[]"] = ["1", "2", "999999"]
    answer = await browser.post(edit, form_at=edit, **changed)
    assert answer.headers["location"] == "/producer/products?done=updated"
    after = await product(client, world, jam["id"])
    assert (after["name"], after["slug"], after["allergens"]) == ("Quince jam", "fig-jam", [])
    assert await category_ids(client, world, jam["id"]) == [1, 2]
    desk = "/producer/products"
    await browser.post(f"{desk}/{jam['id']}/stock", form_at=desk, stock="3")
    assert (await product(client, world, jam["id"]))["stock"] == 3
    answer = await browser.post(f"{desk}/{jam['id']}/stock", form_at=desk, stock="-1")
    assert answer.status_code == 422
    assert "whole number from 0 to 99,999" in Html(answer.text).text
    await browser.post(f"{desk}/{jam['id']}/toggle", form_at=desk)
    assert (await browser.get(f"/products/{jam['id']}")).status_code == 404
    assert (await browser.get(edit)).status_code == 200
    await browser.post(f"{desk}/{jam['id']}/delete", form_at=desk)
    assert (await browser.get(edit)).status_code == 404


async def test_a_wrong_product_is_shown_again_with_what_was_typed(
    client: httpx.AsyncClient, world: World
) -> None:
    browser = visitor(client, world, "producer", "agora")
    form = "/producer/products/create"
    wrong = {**NEW_PRODUCT, "name": "", "discount_price": "9"}
    answer = await browser.post(form, form_at=form, **wrong)
    page = Html(answer.text)
    assert answer.status_code == 422
    assert "The discount price must be below the price." in page.text
    assert page.with_test_id("title-input")[0]["aria-invalid"] == "true"
    assert page.with_test_id("price-input")[0]["value"] == "4,50"


@pytest.mark.parametrize("deed", ["edit", "stock", "toggle", "delete"])
@pytest.mark.parametrize("person", ["producer", "pending_producer", "consumer", "business"])
async def test_nobody_changes_another_producers_product_by_a_form(
    client: httpx.AsyncClient, world: World, person: str, deed: str
) -> None:
    browser = visitor(client, world, person, "agora")
    before = await product(client, world, CHEESE)
    answer = await browser.post(
        f"/producer/products/{CHEESE}/{deed}", form_at="/logout", stock="1", name="Mine", price="1"
    )
    assert answer.status_code == 403
    assert await product(client, world, CHEESE) == before


async def test_an_admin_changes_anyones_product(client: httpx.AsyncClient, world: World) -> None:
    browser = visitor(client, world, "admin", "agora")
    edit = f"/producer/products/{CHEESE}/edit"
    answer = await browser.post(
        edit, form_at=edit, name="Aged graviera", price="9.10", slug="graviera", is_active="on"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{edit}?done=updated")
    after = await product(client, world, CHEESE)
    assert (after["name"], after["price"]) == ("Aged graviera", "9.10")
    assert "Your changes are saved." in (await browser.read(f"{edit}?done=updated")).text


async def test_a_producer_sees_own_lines_of_an_order_only(
    client: httpx.AsyncClient, world: World
) -> None:
    body = {
        "items": [{"product_id": id_, "quantity": 1} for id_ in (OLIVES, CHEESE)],
        "currency": "EUR",
        "shipping_method": "HOME",
        "shipping_address": {"name": "Nikos Buyer", "postal_code": "10564"},
    }
    assert (await client.post("/api/v1/public/orders", json=body)).status_code == 201
    page = await visitor(client, world, "producer", "agora").read("/producer/orders")
    assert "Nikos Buyer" in page.text
    assert "Ελιές Καλαμών" in page.text
    assert "Graviera" not in page.text
