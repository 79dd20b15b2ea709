"""Products, categories and producers as the templates show them, computed from wire objects.

A wire product is the contract's JSON object (``/api/v1/public/products``): amounts are decimal
texts in the shop's currency, weights are grams.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup, escape

from api.kit.money import decimal_text
from storefront.language import decimal_of
from storefront.picture_files import thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Below this many pieces the page says how many are left; the producer is warned at the same number.
FEW_LEFT = 5
MOST_PER_LINE = 99
CULTIVATIONS = (
    "organic_certified",
    "organic_transitional",
    "biodynamic",
    "traditional_natural",
    "conventional",
    "other",
)
# The fourteen allergens that EU regulation 1169/2011, annex II, wants named.
ALLERGENS = (
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soybeans",
    "milk",
    "tree_nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
)
# How names declare quantities, in both alphabets -> kilograms or litres of one.
_MEASURES = {
    **dict.fromkeys(("kg", "κιλό", "κιλά"), (Decimal(1), "kg")),
    **dict.fromkeys(("g", "gr", "γρ"), (Decimal("0.001"), "kg")),
    **dict.fromkeys(("l", "lt", "λίτρο", "λίτρα"), (Decimal(1), "l")),
    "cl": (Decimal("0.01"), "l"),
    "ml": (Decimal("0.001"), "l"),
}
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?:(\d+)\s*[x×]\s*)?(\d+(?:[.,]\d+)?)\s*({'|'.join(_MEASURES)})(?!\w)"
)

Product = dict[str, Any]


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """A category or a producer with what the shop offers under it."""

    slug: str
    name: str
    count: int
    picture: str | None = None
    location: str | None = None
    id: int | None = None


def charged_price(product: Product) -> Decimal:
    """What one piece costs a buyer: the discount price where there is one."""
    discount = product.get("discount_price")
    return decimal_of(product["price"] if discount in (None, "") else discount)


def is_discounted(product: Product) -> bool:
    """Whether the buyer pays less than the list price."""
    return charged_price(product) < decimal_of(product["price"])


def discount_percent(product: Product) -> int:
    """How much less, in whole per cent of the list price."""
    listed = decimal_of(product["price"])
    if not listed:
        return 0
    share = (listed - charged_price(product)) / listed * 100
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def pictures(product: Product) -> list[str]:
    """Addresses of the product's pictures, the primary one first, none twice."""
    images = sorted(product.get("images") or [], key=lambda image: not image.get("is_primary"))
    addresses = [image["url"] for image in images]
    if product.get("image_url"):
        addresses.insert(0, product["image_url"])
    return list(dict.fromkeys(addresses))


def picture(product: Product) -> str | None:
    """The primary picture's address, if the product has one."""
    return next(iter(pictures(product)), None)


def address(product: Product) -> str:
    """The product's page: by slug, or by id where a slug would read as a number."""
    slug = str(product.get("slug") or "")
    return f"/products/{product['id'] if not slug or slug.isdigit() else slug}"


def card_facts(product: Product) -> str:
    """What the browser's cart remembers of a product, as JSON for a data attribute."""
    producer = product.get("producer") or {}
    return msgspec.json.encode(
        {
            "id": product["id"],
            "name": product["name"],
            "address": address(product),
            "price": str(charged_price(product)),
            "unit": product.get("unit") or "",
            "stock": product.get("stock") or 0,
            "picture": thumbnail(picture(product)),
            "producer_id": producer.get("id") or product.get("producer_id"),
            "producer_name": producer.get("name") or "",
        }
    ).decode()


def weight(product: Product) -> str | None:
    """The weight of one piece with its unit ("500 g", "1.5 kg"), if the producer gave one."""
    grams = decimal_of(product.get("weight_per_unit") or 0)
    if not grams:
        return None
    if grams >= 1000:
        return f"{(grams / 1000).normalize():f} kg"
    return f"{grams.normalize():f} g"


def shelves(choices: Iterable[dict[str, Any]]) -> list[Shelf]:
    """Categories or producers as ``/api/stoa/v1`` counts them, in its order."""
    return [
        Shelf(
            id=choice["id"],
            slug=choice["slug"],
            name=choice["name"],
            count=choice["products_count"],
            picture=choice.get("image_url"),
        )
        for choice in choices
    ]


def cultivations(facets: dict[str, Any], chosen: str) -> list[tuple[str, int]]:
    """The ways of growing that show something, and the chosen one, each with how many products."""
    counts = {
        each["cultivation_type"]: each["products_count"] for each in facets["cultivation_types"]
    }
    return [
        (name, counts.get(name, 0)) for name in CULTIVATIONS if name in counts or name == chosen
    ]


def price_range(facets: dict[str, Any]) -> tuple[str, str] | None:
    """The lowest and the highest price as the wire writes amounts; none where nothing is left."""
    lowest, highest = facets["price"]["min"], facets["price"]["max"]
    if lowest is None or highest is None:
        return None
    return (
        decimal_text(lowest["amount"], lowest["currency"]),
        decimal_text(highest["amount"], highest["currency"]),
    )


def producers_of(products: Iterable[Product]) -> list[Shelf]:
    """The producers of these products, the one with most products first."""
    entries = (
        (maker["slug"], maker["name"], maker.get("id"), maker.get("location"), product)
        for product in products
        if (maker := product.get("producer"))
    )
    return _shelves(entries)


def _shelves(entries: Iterable[tuple[str, str, int | None, str | None, Product]]) -> list[Shelf]:
    found: dict[str, Shelf] = {}
    for slug, name, number, location, product in entries:
        known = found.get(slug)
        found[slug] = Shelf(
            slug=slug,
            name=name,
            id=number,
            location=location,
            count=known.count + 1 if known else 1,
            picture=known.picture if known and known.picture else picture(product),
        )
    return sorted(found.values(), key=lambda shelf: (-shelf.count, shelf.name))


def featured(products: Iterable[Product], number: int) -> list[Product]:
    """Products worth a first look: in stock and pictured, one per producer before a second."""
    fit = [product for product in products if picture(product) and (product.get("stock") or 0) > 0]
    by_producer: dict[int, int] = {}
    ranked: list[tuple[int, int, Product]] = []
    for position, product in enumerate(fit):
        turn = by_producer.get(product["producer_id"], 0)
        by_producer[product["producer_id"]] = turn + 1
        ranked.append((turn, position, product))
    ranked.sort(key=lambda entry: entry[:2])
    return [product for _, _, product in ranked[:number]]


def net_quantity(product: Product) -> tuple[Decimal, str] | None:
    """The net quantity that a product's name declares, in kilograms or litres.

    The wire's weight is the parcel's (jar and box included), so the price per kilogram cannot be
    taken from it. None where the name declares no quantity, or more than one.
    """
    found = _QUANTITY.findall(str(product.get("name") or "").lower())
    if len(found) != 1:
        return None
    pieces, number, measure = found[0]
    size, unit = _MEASURES[measure]
    quantity = decimal_of(pieces or 1) * Decimal(number.replace(",", ".")) * size
    return (quantity, unit) if quantity else None


def unit_price(product: Product) -> tuple[Decimal, str] | None:
    """What a kilogram or a litre costs (directive 98/6/EC), where the quantity is declared."""
    declared = net_quantity(product)
    if declared is None:
        return None
    quantity, unit = declared
    return charged_price(product) / quantity, unit


def highlighted(name: str, search: str) -> Markup:
    """The name with the beginnings of its words marked that the search named, accents or not."""
    words = [folded(word) for word in search.split() if word]
    pieces = []
    for piece in re.split(r"(\w+)", name):
        length = max((len(word) for word in words if folded(piece).startswith(word)), default=0)
        marked = Markup("<mark>{}</mark>").format(piece[:length]) if length else ""
        pieces.append(marked + escape(piece[length:]))
    return Markup("").join(pieces)


def folded(text: str) -> str:
    """Lower case without accents, letter by letter, so that places in it are places in the text."""
    return "".join(
        next(iter(unicodedata.normalize("NFD", letter.lower())), letter)
        for letter in unicodedata.normalize("NFC", text)
    )


PRODUCT_FILTERS: dict[str, Callable[..., Any]] = {
    "charged_price": charged_price,
    "is_discounted": is_discounted,
    "discount_percent": discount_percent,
    "pictures": pictures,
    "picture": picture,
    "product_address": address,
    "card_facts": card_facts,
    "weight": weight,
    "unit_price": unit_price,
    "highlighted": highlighted,
}
