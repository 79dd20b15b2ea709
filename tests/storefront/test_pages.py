"""Every page, for every role: who sees what, in which language, under which policy."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from storefront.language import LANGUAGES, catalogue
from storefront.rendering import CONTENT_SECURITY_POLICY
from tests.storefront.browser import Browser, Html, visitor
from tests.support.another import another_client
from tests.support.browser import sign_in
from tests.support.inspect import change
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES, SOLD_OUT, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

ROLES = (None, "consumer", "producer", "business", "admin", "pending_producer", "newcomer")
EVERYBODY = dict.fromkeys(ROLES, 200)
BUYERS = {**dict.fromkeys(ROLES, 403), None: 200, "consumer": 200, "admin": 200}
SIGNED_IN = {**EVERYBODY, None: 303}
DESK = {**dict.fromkeys(ROLES, 403), None: 303, "producer": 200, "pending_producer": 200}
STATUSES: dict[str, dict[str | None, int]] = {
    "/": EVERYBODY,
    "/products": EVERYBODY,
    "/products?search=honey&category=honey-bee&sort=price-asc&cultivation_type=other": EVERYBODY,
    "/products?page=999999999999&sort=nonsense&category=%00x": EVERYBODY,
    f"/products/{OLIVES}": EVERYBODY,
    "/products/thyme-honey": EVERYBODY,
    "/products?min_price=1,50&max_price=90&organic=1&min_rating=4&producer=nobody": EVERYBODY,
    "/categories": EVERYBODY,
    "/producers": EVERYBODY,
    "/producers?search=Grove&page=2": EVERYBODY,
    "/producers/grove": EVERYBODY,
    "/producers/1": EVERYBODY,
    "/producers/waiting": dict.fromkeys(ROLES, 404),
    "/producers/nobody": dict.fromkeys(ROLES, 404),
    "/about": EVERYBODY,
    "/faq": EVERYBODY,
    "/contact": EVERYBODY,
    "/legal/terms": EVERYBODY,
    "/legal/privacy": EVERYBODY,
    "/terms": dict.fromkeys(ROLES, 301),
    "/privacy": dict.fromkeys(ROLES, 301),
    "/cart": EVERYBODY,
    "/logout": EVERYBODY,
    "/checkout": BUYERS,
    "/auth/login": {**dict.fromkeys(ROLES, 303), None: 200},
    "/auth/register": {**dict.fromkeys(ROLES, 303), None: 200},
    "/account/orders": SIGNED_IN,
    "/producer/dashboard": DESK,
    "/producer/settings": DESK,
    "/producer/products": DESK,
    "/producer/orders": DESK,
    "/producer/products/create": {
        **dict.fromkeys(ROLES, 403),
        None: 303,
        "producer": 200,
        "admin": 200,
    },
    f"/producer/products/{OLIVES}/edit": {
        **dict.fromkeys(ROLES, 403),
        None: 303,
        "producer": 200,
        "admin": 200,
    },
    f"/products/{HIDDEN}": dict.fromkeys(ROLES, 404),
    "/thank-you": dict.fromkeys(ROLES, 404),
    "/thank-you?token=nonsense": dict.fromkeys(ROLES, 404),
    "/no-such-page": dict.fromkeys(ROLES, 404),
}


@pytest.mark.parametrize("path", STATUSES)
async def test_each_page_answers_each_role(
    client: httpx.AsyncClient, world: World, path: str
) -> None:
    for person, status in STATUSES[path].items():
        answer = await visitor(client, world, person, "agora").get(path)
        assert answer.status_code == status, person
        assert answer.headers["content-type"].lower() == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert "public" not in answer.headers["cache-control"]
        if answer.text:
            assert_nothing_inline(Html(answer.text))


def assert_nothing_inline(page: Html) -> None:
    """No script or style that a strict policy would have to let through."""
    for attributes, text in page.scripts:
        if "src" in attributes:
            assert not text.strip()
        else:
            assert attributes["type"] in ("application/json", "application/ld+json")
            json.loads(text)
    for tag, attributes in page.elements:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action"):
            assert not attributes.get(name, "").lower().startswith(("javascript:", "//"))


@pytest.mark.parametrize("person", [None, "consumer", "producer", "admin"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_page_speaks_the_chosen_language(
    client: httpx.AsyncClient, world: World, person: str | None, language: str
) -> None:
    browser = visitor(client, world, person, "agora")
    browser.headers["cookie"] = f"stoa_language={language}"
    prefixes = {key.split(".")[0] for key in catalogue(language)}
    looks_like_a_key = re.compile(rf"\b(?:{'|'.join(sorted(prefixes))})\.[a-z][a-zA-Z_.-]+\b")
    for path, roles in STATUSES.items():
        answer = await browser.get(path)
        if answer.text and (roles[person] != 404 or "thank-you" in path):
            page = Html(answer.text)
            assert page.elements[0] == ("html", {"lang": language, "data-theme": "system"})
            assert not looks_like_a_key.findall(page.text.replace("example.com", "")), path


async def test_a_shop_is_shown_in_its_own_language_currency_and_name(
    client: httpx.AsyncClient, world: World
) -> None:
    euro = await visitor(client, world, None, "agora").read(f"/products/{CHEESE}")
    pound = await visitor(client, world, None, "hedgerow").read(f"/products/{CHEESE}")
    assert "€8.00" in euro.text
    assert "£8.00" in pound.text
    assert "agora" not in pound.text
    assert euro.elements[0][1]["lang"] == "en"


async def test_the_footer_switches_language_and_colours_and_returns(
    client: httpx.AsyncClient, world: World
) -> None:
    browser = Browser(client, world.bearer(None))
    answer = await browser.post(
        "/preferences", form_at="/auth/login", language="el", theme="dark", back="/products?page=1"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/products?page=1")
    page = await browser.read("/products")
    assert page.elements[0][1] == {"lang": "el", "data-theme": "dark"}
    assert "Προϊόντα" in page.text


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", ""])
async def test_no_form_sends_a_visitor_to_another_site(
    client: httpx.AsyncClient, world: World, back: str
) -> None:
    browser = Browser(client, world.bearer(None))
    answer = await browser.post("/preferences", form_at="/auth/login", theme="dark", back=back)
    assert answer.headers["location"] == "/"
    answer = await browser.post(
        "/auth/login",
        form_at="/auth/login",
        email="consumer@example.com",
        password="password",
        redirect=back,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    ("short", "full"), [("/login", "/auth/login"), ("/register", "/auth/register")]
)
async def test_short_addresses_lead_on(
    client: httpx.AsyncClient, world: World, short: str, full: str
) -> None:
    answer = await visitor(client, world, None, "agora").get(f"{short}?redirect=/cart")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{full}?redirect=/cart")


async def test_a_guest_is_led_to_the_login_and_back(
    client: httpx.AsyncClient, world: World
) -> None:
    browser = Browser(client, world.bearer(None))
    answer = await browser.get("/account/orders?page=2")
    location = "/auth/login?redirect=%2Faccount%2Forders%3Fpage%3D2"
    assert (answer.status_code, answer.headers["location"]) == (303, location)
    answer = await browser.post(
        "/auth/login",
        form_at=location,
        email="consumer@example.com",
        password="password",
        redirect="/account/orders?page=2",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/orders?page=2")
    assert "Cora Consumer" in (await browser.read("/account/orders")).text


@pytest.mark.parametrize(
    ("person", "path", "sentence"),
    [
        ("consumer", "/producer/products", "no producer profile"),
        ("newcomer", "/producer/dashboard", "no producer profile"),
        ("business", "/producer/settings", "no producer profile"),
        ("newcomer", "/producer/orders", "no producer profile"),
        ("pending_producer", "/producer/products/create", "not active yet"),
        ("producer", f"/producer/products/{CHEESE}/edit", "belongs to another producer"),
        ("producer", "/checkout", "Your account (Producer) cannot order"),
        ("business", "/checkout", "Your account (Business) cannot order"),
    ],
)
async def test_a_refusal_says_what_is_missing(
    client: httpx.AsyncClient, world: World, person: str, path: str, sentence: str
) -> None:
    answer = await visitor(client, world, person, "agora").get(path)
    assert answer.status_code == 403
    assert sentence in Html(answer.text).text


async def test_the_list_shows_what_the_contract_lists(
    client: httpx.AsyncClient, world: World
) -> None:
    page = await visitor(client, world, None, "agora").read("/products")
    assert len(page.with_test_id("product-card")) == 4
    assert len(page.with_test_id("badge-oos")) == 1
    assert len(page.with_test_id("product-card-add")) == 3
    page = await visitor(client, world, None, "agora").read("/products?category=honey-bee")
    facts = json.loads(page.with_test_id("product-card-add")[0]["data-add"])
    assert facts["id"] == HONEY
    assert facts["price"] == "10.00"
    empty = await visitor(client, world, None, "agora").read("/products?search=nothing-like-it")
    assert empty.with_test_id("no-results")


def structured_data(page: Html) -> list[dict[str, Any]]:
    """What the page's one JSON-LD block says."""
    (block,) = [
        text for attributes, text in page.scripts if attributes.get("type") == "application/ld+json"
    ]
    described: list[dict[str, Any]] = json.loads(block)
    return described


async def test_the_filters_of_the_address_narrow_the_list_and_can_be_taken_back_one_by_one(
    client: httpx.AsyncClient, world: World
) -> None:
    guest = visitor(client, world, None, "agora")
    page = await guest.read("/products?category=honey-bee&max_price=99,5&sort=price-asc")
    assert len(page.with_test_id("product-card")) == 1
    assert page.with_test_id("filter-category")[0]["href"] == (
        "/products?max_price=99%2C5&sort=price-asc"
    )
    assert page.with_test_id("filter-max_price")[0]["href"] == (
        "/products?category=honey-bee&sort=price-asc"
    )
    assert not page.with_test_id("filter-producer")
    page = await guest.read("/products?category=honey-bee&max_price=0,5")
    assert page.with_test_id("no-results")
    assert page.with_test_id("suggested-products")


async def test_categories_and_filters_count_the_whole_shop_and_not_its_newest_products(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(
        owner,
        "agora",
        """
        CREATE TEMP TABLE made ON COMMIT DROP AS
        SELECT current_tenant() AS tenant_id, 1000 + n AS id FROM generate_series(1, 150) n;
        INSERT INTO products (tenant_id, id, producer_id, name, title, slug, currency, price,
                              cultivation_type, created_at, updated_at)
        SELECT tenant_id, id, 2, 'Product', 'Product', 'product-' || id, 'EUR', 777,
               'biodynamic', now(), now() FROM made;
        INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
        SELECT tenant_id, id, id, true, now() FROM made;
        INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
        SELECT tenant_id, id, 5, now() FROM made
        """,
    )
    guest = visitor(client, world, None, "agora")
    page = await guest.read("/products")
    assert page.with_test_id("chip-honey-bee")
    assert "Grove (2)" in page.text
    assert "(152)" in page.text
    assert "Biodynamic (150)" in page.text
    narrowed = await guest.read("/products?category=honey-bee")
    assert "(152)" not in narrowed.text
    assert "Biodynamic" not in narrowed.text
    for path in ("/categories", "/sitemaps/pages.xml"):
        assert "honey-bee" in (await guest.get(path)).text


async def test_a_review_is_written_once_shown_and_counted(
    client: httpx.AsyncClient, world: World
) -> None:
    consumer = visitor(client, world, "consumer", "agora")
    address, form_at = "/products/thyme-honey/reviews", "/products/thyme-honey"
    wrong = await consumer.post(address, form_at=form_at, title="No stars")
    assert wrong.status_code == 422
    assert 'value="No stars"' in wrong.text
    assert not Html(wrong.text).with_test_id("review-item")

    said = {"rating": "4", "title": "<b>Good</b>", "comment": "First line\nSecond line"}
    done = await consumer.post(address, form_at=form_at, **said)
    assert (done.status_code, done.headers["location"]) == (
        303,
        "/products/thyme-honey?reviewed=1#reviews",
    )
    page = await visitor(client, world, None, "agora").read(form_at)
    assert len(page.with_test_id("review-item")) == 1
    assert page.with_test_id("write-review-btn")
    assert not page.with_test_id("review-form")
    assert "<b>Good</b> First line Second line" in page.text
    described, _ = structured_data(page)
    assert described["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": 4,
        "reviewCount": 1,
    }

    again = await consumer.post(address, form_at=form_at, rating="1")
    assert again.status_code == 422
    assert "You have already reviewed this product." in Html(again.text).text
    page = await visitor(client, world, None, "agora").read(form_at)
    assert len(page.with_test_id("review-item")) == 1


async def test_a_producer_s_page_shows_what_this_visitor_may_buy(
    client: httpx.AsyncClient, world: World
) -> None:
    guest = await visitor(client, world, None, "agora").read("/producers/dairy")
    assert "Wholesale feta" not in guest.text
    found = await visitor(client, world, None, "agora").read("/producers?search=Larissa")
    assert len(found.with_test_id("producer-card")) == 1
    none = await visitor(client, world, None, "agora").read("/producers?search=nowhere")
    assert none.with_test_id("no-results")
    await sign_in(client, "business@example.com")
    business = await visitor(client, world, None, "agora").read("/producers/dairy")
    assert "Wholesale feta" in business.text


async def test_legal_pages_name_who_runs_the_shop(
    client: httpx.AsyncClient, world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    guest = visitor(client, world, None, "agora")
    assert "is run by agora." in (await guest.read("/legal/terms")).text
    company = {"company": "Agora Ltd", "tax_id": "099", "address": "1 Road", "email": "a@b.example"}
    await owner.execute(
        "UPDATE tenants SET settings = settings || $1::jsonb WHERE slug = 'agora'",
        json.dumps({"contact": company, "cod_enabled": False}),
    )
    async with another_client(database_urls) as other:
        guest = visitor(other, world, None, "agora")
        terms = await guest.read("/legal/terms")
        assert "is run by Agora Ltd, VAT number 099, 1 Road." in terms.text
        assert "cash" not in (await guest.read("/faq")).text
        contact = await guest.read("/contact")
        assert "mailto:a@b.example" in [found.get("href") for _, found in contact.elements]


async def test_a_product_page_describes_the_product_to_search_engines(
    client: httpx.AsyncClient, world: World
) -> None:
    page = await visitor(client, world, None, "agora").read("/products/thyme-honey")
    described, crumbs = structured_data(page)
    assert described["offers"] == {
        "@type": "Offer",
        "url": "http://agora.test/products/thyme-honey",
        "priceCurrency": "EUR",
        "price": "10.00",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "Organization", "name": described["brand"]["name"]},
    }
    assert "aggregateRating" not in described
    assert [one["item"] for one in crumbs["itemListElement"]] == [
        "http://agora.test/",
        "http://agora.test/products",
        "http://agora.test/products/thyme-honey",
    ]
    canonical = [found for tag, found in page.elements if found.get("rel") == "canonical"]
    assert canonical == [{"rel": "canonical", "href": "http://agora.test/products/thyme-honey"}]
    assert "Before €12.50" in page.text


async def test_what_is_sold_out_or_for_others_cannot_be_put_into_the_cart(
    client: httpx.AsyncClient, world: World
) -> None:
    guest = visitor(client, world, None, "agora")
    assert not (await guest.read(f"/products/{SOLD_OUT}")).with_test_id("add-to-cart-button")
    assert (await guest.get(f"/products/{WHOLESALE}")).status_code == 404
    producer = visitor(client, world, "producer", "agora")
    page = await producer.read(f"/products/{OLIVES}")
    assert not page.with_test_id("add-to-cart-button")
    assert page.with_test_id(f"edit-product-{OLIVES}")


async def test_text_of_a_product_stays_text(client: httpx.AsyncClient, world: World) -> None:
    trap = "</script ><img src=x onerror=alert(1)>"
    answer = await client.patch(
        f"/api/v1/products/{OLIVES}",
        json={"description": trap, "name": "<b>Oil</b>", "slug": "oil"},
        headers=world.bearer("producer"),
    )
    assert answer.status_code == 200
    shown = await visitor(client, world, None, "agora").get("/products/oil")
    assert "<img src=x" not in shown.text
    page = Html(shown.text)
    assert_nothing_inline(page)
    assert "<b>Oil</b>" in page.text


async def test_an_order_is_found_by_its_token_in_its_own_shop_only(
    client: httpx.AsyncClient, world: World
) -> None:
    body = {
        "items": [{"product_id": product, "quantity": 1} for product in (OLIVES, CHEESE)],
        "currency": "EUR",
        "shipping_method": "HOME",
        "shipping_address": {"name": "Buyer", "postal_code": "10564"},
    }
    placed = await client.post("/api/v1/public/orders", json=body)
    token = placed.json()["data"]["public_token"]
    page = await visitor(client, world, None, "agora").read(f"/thank-you?token={token}")
    assert len(page.with_test_id("order-card")) == 2
    assert "You pay €18.00 when it arrives." in page.text
    elsewhere = await visitor(client, world, None, "hedgerow").get(f"/thank-you?token={token}")
    assert elsewhere.status_code == 404


async def test_a_failure_of_the_contract_becomes_a_page_with_its_number(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await visitor(client, world, None, "agora").get("/thank-you?token=nonsense")
    assert Html(answer.text).with_test_id("error-title")
    unknown = await client.get("/", headers={"x-tenant": "no-such-shop", "accept": "text/html"})
    assert unknown.status_code == 404
    assert Html(unknown.text).with_test_id("error-page")


async def test_an_unknown_address_is_answered_in_the_shops_own_look(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/no-such-page", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "/branding.css" in answer.text
    assert 'href="/products"' in answer.text
