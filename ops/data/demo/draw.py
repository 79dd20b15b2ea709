"""Draws every picture of the demo market: ``python -m ops.data.demo.draw``.

Reads each shop's JSON and writes ``storefront/static/illustrations/<shop>/``: one SVG a product,
one a producer, and the shop's mark. The same data gives the same bytes; pictures that no product
has any more are deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from ops.data.demo.drawing.farms import Farm, farm_picture
from ops.data.demo.drawing.look import Look
from ops.data.demo.drawing.marks import MARKS
from ops.data.demo.drawing.scene import product_picture

SHOPS: Final = Path(__file__).parent
PICTURES: Final = Path(__file__).parents[3] / "storefront" / "static" / "illustrations"


class DrawnProduct(msgspec.Struct, frozen=True):
    """The part of a product that is drawn."""

    slug: str
    drawing: Look


class DrawnProducer(msgspec.Struct, frozen=True):
    """The part of a producer that is drawn."""

    slug: str
    drawing: Farm


class Mark(msgspec.Struct, frozen=True):
    """A shop's mark: which one, in which colours."""

    motif: str
    primary: str
    accent: str


class DrawnTenant(msgspec.Struct, frozen=True):
    """The part of a tenant that is drawn."""

    slug: str
    mark: Mark


class DrawnShop(msgspec.Struct, frozen=True):
    """The part of a shop's file that is drawn."""

    tenant: DrawnTenant
    producers: tuple[DrawnProducer, ...]
    products: tuple[DrawnProduct, ...]


def pictures(shop: DrawnShop) -> Iterator[tuple[str, str]]:
    """Path below the shop's folder and SVG of everything the shop shows."""
    mark = shop.tenant.mark
    yield "mark.svg", MARKS[mark.motif](mark.primary, mark.accent)
    for producer in shop.producers:
        yield f"producers/{producer.slug}.svg", farm_picture(producer.drawing)
    for product in shop.products:
        yield f"{product.slug}.svg", product_picture(product.drawing)


def draw(shop_file: Path, folder: Path) -> int:
    """Draw one shop into the folder; how many pictures it has now."""
    shop = msgspec.json.decode(shop_file.read_bytes(), type=DrawnShop)
    drawn = {folder / name: svg for name, svg in pictures(shop)}
    for path, svg in drawn.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg, encoding="utf-8")
    for path in set(folder.rglob("*.svg")) - drawn.keys():
        path.unlink()
    return len(drawn)


if __name__ == "__main__":
    for file in sorted(SHOPS.glob("*.json")):
        print(f"{file.stem}: {draw(file, PICTURES / file.stem)} pictures")
