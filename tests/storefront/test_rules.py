"""The pages' pure parts: catalogues, colours, addresses, what a list of products says."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import storefront
from api.pictures.rules import WIDTHS
from storefront import assets, branding, catalogue_view, filters, picture_files
from storefront.language import Language, catalogue
from storefront.producer_pages import web_address
from storefront.product_form import body_of, filled_from
from storefront.rendering import inner_path
from storefront.sentences import translated

FOLDER = Path(storefront.__file__).parent
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def places(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys_with_the_same_places() -> None:
    greek, english = catalogue("el"), catalogue("en")
    assert list(greek) == list(english)
    assert {key: places(greek[key]) for key in greek} == {
        key: places(english[key]) for key in english
    }
    assert not [key for key, sentence in (greek | english).items() if not sentence.strip()]


def test_every_key_that_a_page_or_a_script_names_exists() -> None:
    templates = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.html"))
    scripts = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.js"))
    said = set(re.findall(r"""\bt\(["']([a-z_]+\.[\w.-]+)["'][,)]""", templates))
    said |= {f"js.{key}" for key in re.findall(r"""\bsay\("([\w.]+)"[,)]""", scripts)}
    counted = re.findall(r"""\btn\(["']([a-z_.]+)["'],""", templates)
    counted += [f"js.{key}" for key in re.findall(r"""\bcount\("(\w+)",""", scripts)]
    said |= {f"{key}.{form}" for key in counted for form in ("one", "other")}
    assert len(said) > 250
    assert said <= set(catalogue("en"))


def test_every_key_that_python_puts_together_exists() -> None:
    keys = [
        *(f"allergen.{name}" for name in catalogue_view.ALLERGENS),
        *(f"cultivation.{name}" for name in catalogue_view.CULTIVATIONS),
        *(f"sort.{name}" for name in filters.SORTINGS),
        *(f"error.title.{status}" for status in (403, 404, 405, 419, 429, 500, 503)),
        *(f"error.text.{status}" for status in (403, 404, 405, 419, 429, 500, 503)),
    ]
    assert [key for key in keys if key not in catalogue("en")] == []


@pytest.mark.parametrize(
    ("language", "currency", "amount", "written"),
    [
        ("el", "EUR", "1234.5", "1.234,50\xa0€"),
        ("el", "GBP", "3", "3,00\xa0£"),
        ("en", "EUR", "1,234.50", "€1,234.50"),
        ("en", "GBP", "0", "£0.00"),
        ("en", "JPY", "1200", "JP¥1,200"),
    ],
)
def test_money_is_written_as_the_language_writes_it(
    language: str, currency: str, amount: str, written: str
) -> None:
    assert Language(language).money(amount, currency) == written


@pytest.mark.parametrize(
    ("sentence", "ours"),
    [
        ("The email field is required.", "Συμπληρώστε αυτό το πεδίο."),
        ("The company name field is required when role is business.", "Συμπληρώστε αυτό το πεδίο."),
        ("The email has already been taken.", "Χρησιμοποιείται ήδη."),
        ("The password field must be at least 8 characters.", "Τουλάχιστον 8 χαρακτήρες."),
        ("The stock field must be at least 0.", "Πρέπει να είναι τουλάχιστον 0."),
        ("The tax id field must be 9 characters.", "Πρέπει να έχει ακριβώς 9 χαρακτήρες."),
        ("Something new.", "Something new."),
    ],
)
def test_sentences_of_the_contract_are_told_in_the_visitors_language(
    sentence: str, ours: str
) -> None:
    assert translated(sentence, Language("el")) == ours


@given(COLOURS)
def test_any_branding_colour_becomes_readable_on_both_papers(colour: str) -> None:
    for paper in (branding.LIGHT_PAPER, branding.DARK_PAPER):
        assert branding.contrast(branding.readable_on(paper, colour), paper) >= branding.READABLE


@given(st.dictionaries(st.sampled_from(["primary", "accent", "brand", "logo"]), st.text()))
def test_branding_never_brings_anything_but_colours_into_the_stylesheet(
    given_branding: dict[str, str],
) -> None:
    pair = r"light-dark\(#[0-9a-f]{6},#[0-9a-f]{6}\);"
    text = branding.stylesheet(given_branding)
    assert re.fullmatch(rf":root\{{--brand:{pair}--accent:{pair}\}}\n", text, re.IGNORECASE)


@given(st.text())
def test_a_return_address_never_leaves_the_site(wanted: str) -> None:
    path = inner_path(wanted)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert not urlsplit(path.replace("\\", "/")).netloc
    assert not re.search(r"[\x00-\x1f]", path)


def product(number: int, producer: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "producer_id": producer,
        "slug": f"p-{number}",
        "name": f"P {number}",
        "price": "10.00",
        "stock": 1,
        "image_url": f"/{number}.svg",
        **more,
    }


def test_the_first_look_gives_each_producer_a_turn_and_shows_only_what_can_be_bought() -> None:
    products = [
        product(1, 1),
        product(2, 1),
        product(3, 2, stock=0),
        product(4, 3, image_url=None),
        product(5, 2),
    ]
    assert [found["id"] for found in catalogue_view.featured(products, 8)] == [1, 5, 2]


def test_a_discount_is_charged_and_told_in_whole_per_cent() -> None:
    discounted = product(1, 1, price="12.50", discount_price="10.00")
    assert catalogue_view.charged_price(discounted) == Decimal("10.00")
    assert catalogue_view.discount_percent(discounted) == 20
    assert not catalogue_view.is_discounted(product(1, 1, discount_price=None))


def test_a_slug_that_reads_as_a_number_gives_way_to_the_id() -> None:
    assert catalogue_view.address(product(7, 1, slug="1984")) == "/products/7"
    assert catalogue_view.address(product(7, 1)) == "/products/p-7"


def test_a_stored_product_fills_the_form_and_comes_back_unchanged() -> None:
    stored = {
        "id": 1,
        "name": "Feta",
        "stock": 1,
        "unit": "",
        "weight_per_unit": "500.000",
        "price": {"amount": 1000, "currency": "EUR"},
        "discount_price": None,
        "allergens": ["milk"],
        "is_active": True,
        "category_ids": [2, 7],
    }
    filled = filled_from(stored)
    assert filled["categories"] == ["2", "7"]
    body = body_of(filled)
    assert (body["price"], body["discount_price"]) == ("10.00", None)
    assert (body["weight_per_unit"], body["stock"]) == ("500", "1")
    assert body["allergens"] == ["milk"]
    assert (body["is_active"], body["is_seasonal"]) == (True, False)
    assert "unit" not in body


def test_the_storefront_stays_light() -> None:
    found = assets.assets()
    scripts = [FOLDER / "static" / name for name in found if name.endswith(".js")]
    areas = [len(asset.content) for name, asset in found.items() if name.startswith("styles/")]
    assert len(found["site.css"].content) + max(areas) < 40 * 1024
    assert sum(len(path.read_text("utf-8").splitlines()) for path in scripts) <= 1500


@pytest.mark.parametrize(
    ("name", "price", "quantity"),
    [
        ("Ελιές Καλαμών σε άλμη 400 g", "14.50", "kg"),
        ("Single Orchard Cider 500ml", "11.60", "l"),
        ("Ελαιόλαδο, δοχείο 5 L", "1.16", "l"),
        ("Stoneground Wholemeal Flour 1.5 kg", "3.87", "kg"),
        ("Ρακί 6 x 100 ml", "9.67", "l"),
        ("Τραχανάς 1,5 κιλά", "3.87", "kg"),
    ],
)
def test_the_price_per_measure_follows_the_quantity_in_the_name(
    name: str, price: str, quantity: str
) -> None:
    found = catalogue_view.unit_price(product(1, 1, name=name, price="5.80", weight_per_unit="720"))
    assert found is not None
    assert (f"{found[0]:.2f}", found[1]) == (price, quantity)


@pytest.mark.parametrize("name", ["Κερί, 2 τεμάχια", "250 g & 500 g", "Χαλβάς 0 g", "Gin 700mlx"])
def test_no_price_per_measure_is_made_up(name: str) -> None:
    assert catalogue_view.unit_price(product(1, 1, name=name)) is None


def test_filters_that_cannot_be_meant_are_left_out() -> None:
    asked = filters.filters_of(
        {
            "min_price": "cheap",
            "max_price": "12,5",
            "min_rating": "9",
            "sort": "worst",
            "page": "-1",
            "organic": "perhaps",
            "cultivation_type": "magic",
            "category": " honey ",
        }
    )
    assert asked.parameters() == {"category": "honey", "max_price": "12.5", "page": 1}


@given(st.dictionaries(st.sampled_from(filters.Filters.__struct_fields__), st.text()))
def test_no_address_breaks_the_filters(query: dict[str, str]) -> None:
    asked = filters.filters_of(query)
    assert asked.page >= 1
    assert "" not in asked.parameters().values()


@pytest.mark.parametrize(
    ("name", "search", "marked"),
    [
        ("Μέλι ρείκης", "μελι", "<mark>Μέλι</mark> ρείκης"),
        ("Θυμαρίσιο μέλι", "ΜΕΛ θυμ", "<mark>Θυμ</mark>αρίσιο <mark>μέλ</mark>ι"),
        ("Πευκόμελο", "μελι", "Πευκόμελο"),
        ("<b>Honey</b>", "ho", "&lt;b&gt;<mark>Ho</mark>ney&lt;/b&gt;"),
        ("Honey", "<mark>", "Honey"),
    ],
)
def test_what_was_searched_for_is_marked_and_text_stays_text(
    name: str, search: str, marked: str
) -> None:
    assert catalogue_view.highlighted(name, search) == marked


UPLOADED = "/storage/pictures/17-0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("file", ["320.webp", "640.jpg", "1280.jpg"])
def test_the_files_of_an_uploaded_picture_follow_from_any_of_them(file: str) -> None:
    found = picture_files.files(f"{UPLOADED}/{file}")
    assert found == picture_files.Files(
        webp=", ".join(f"{UPLOADED}/{width}.webp {width}w" for width in WIDTHS),
        jpg=", ".join(f"{UPLOADED}/{width}.jpg {width}w" for width in WIDTHS),
        middle=f"{UPLOADED}/640.jpg",
    )
    assert picture_files.thumbnail(f"{UPLOADED}/{file}") == f"{UPLOADED}/320.webp"
    assert picture_files.largest(f"{UPLOADED}/{file}") == f"{UPLOADED}/1280.jpg"


@pytest.mark.parametrize(
    "address",
    [
        "/static/illustrations/agora/mark.svg",
        "https://example.com/storage/pictures/1-a/320.jpg",
        f"{UPLOADED}/321.jpg",
        f"{UPLOADED}/320.jpg, https://example.com/x.jpg",
        "",
    ],
)
def test_a_picture_from_elsewhere_keeps_its_one_address(address: str) -> None:
    assert picture_files.files(address) is None
    assert picture_files.thumbnail(address) == picture_files.largest(address) == address


def test_pages_know_the_widths_that_pictures_are_drawn_in() -> None:
    assert picture_files.WIDTHS == WIDTHS


@pytest.mark.parametrize(
    ("given_address", "shown"),
    [
        ("https://example.com/farm", True),
        ("http://example.com", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("//example.com", False),
        ("example.com", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_an_address_of_the_web_becomes_a_producers_link(
    given_address: str | None, shown: bool
) -> None:
    assert web_address(given_address) == (given_address if shown else "")
