"""What a start prints: addresses and demo accounts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops.data.prepare import Shop

LANGUAGES = {"el": "Greek", "en": "English"}


def announcement(shops: list[Shop], port: int) -> list[str]:
    """The lines shown once the server answers."""
    if not shops:
        return [f"Stoa serves on http://127.0.0.1:{port}. This database holds no shop yet."]
    default = os.environ.get("STOA_DEFAULT_TENANT", "").strip()
    rows = [(f"{_address(shop, port, default)}", _described(shop)) for shop in shops]
    width = max(len(address) for address, _ in rows)
    lines = ["", "Stoa is open:", *(f"  {address:<{width}}  {what}" for address, what in rows)]
    return [*lines, "", "Ctrl-C stops it."]


def _address(shop: Shop, port: int, default: str) -> str:
    host = "127.0.0.1" if shop.slug == default else f"{shop.slug}.localhost"
    return f"http://{host}:{port}"


def _described(shop: Shop) -> str:
    return f"{shop.name} ({LANGUAGES.get(shop.locale, shop.locale)}, {shop.currency})"
