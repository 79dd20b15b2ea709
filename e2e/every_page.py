"""Every page there is, by who looks at it: the list that the tests of looks and access go through.

A new page is one line here. ``{product}`` and the like are filled with what the demo market holds
(``Names``); the number is the status that the page must answer with.
"""

from __future__ import annotations

from typing import Final

import msgspec


class Names(msgspec.Struct, frozen=True):
    """What stands in the addresses of a shop's pages."""

    product: str
    """Slug of a product on sale."""
    producer: str
    category: str = "honey-bee"
    token: str = ""
    """Opens an order that a guest placed."""
    order: int = 0
    """An order of the consumer."""
    address: int = 0
    """An address that the consumer keeps."""
    own_product: int = 0
    """A product of the producer."""
    sold_order: int = 0
    """An order that holds a product of the producer's."""


GUEST: Final = {
    "/": 200,
    "/products": 200,
    "/products?search=zzz": 200,
    "/products?category={category}&sort=price-asc&organic=1&min_price=1&max_price=90": 200,
    "/products/{product}": 200,
    "/categories": 200,
    "/producers": 200,
    "/producers?search=zzz&region=nowhere": 200,
    "/producers/{producer}": 200,
    "/about": 200,
    "/faq": 200,
    "/contact": 200,
    "/legal/terms": 200,
    "/legal/privacy": 200,
    "/auth/login": 200,
    "/auth/register": 200,
    "/auth/register?role=business": 200,
    "/auth/forgot-password": 200,
    "/auth/reset-password": 200,
    "/auth/reset-password?token=nonsense&email=nobody@example.com": 200,
    "/auth/reset-password?done=1": 200,
    "/auth/verify-email": 200,
    "/auth/verify-email?token=nonsense&email=nobody@example.com": 200,
    "/logout": 200,
    "/cart": 200,
    "/cart/empty": 200,
    "/track": 200,
    "/track?token=nonsense": 200,
    "/track/00000000-0000-4000-8000-00000000ffff": 404,
    "/no-such-page": 404,
}
BUYER: Final = {
    "/cart": 200,
    "/checkout": 200,
    "/thank-you?token={token}": 200,
    "/track/{token}": 200,
}
"""A guest with a product in the cart, who has ordered before."""
CONSUMER: Final = {
    "/checkout": 200,
    "/account/profile": 200,
    "/account/addresses": 200,
    "/account/addresses/new": 200,
    "/account/addresses/{address}/edit": 200,
    "/account/security": 200,
    "/account/notifications": 200,
    "/products/{product}": 200,
    "/account/orders": 200,
    "/account/orders/{order}": 200,
    "/producer/products": 403,
}
PRODUCER: Final = {
    "/account/notifications": 200,
    "/producer/dashboard": 200,
    "/producer/settings": 200,
    "/producer/products": 200,
    "/producer/products/create": 200,
    "/producer/products/{own_product}/edit": 200,
    "/producer/products/{own_product}/pictures": 200,
    "/producer/orders": 200,
    "/producer/orders/{sold_order}": 200,
}
NO_PAGES: Final = {
    "/login": "leads to /auth/login",
    "/register": "leads to /auth/register",
    "/reset-password": "leads to /auth/reset-password",
    "/producer": "leads to /producer/dashboard",
    "/producer/onboarding": "leads to /producer/settings",
    "/account": "leads to /account/profile",
    "/terms": "leads to /legal/terms",
    "/privacy": "leads to /legal/privacy",
    "/robots.txt": "for crawlers",
    "/sitemap.xml": "for crawlers",
    "/sitemaps/{name:str}": "for crawlers",
    "/branding.css": "a stylesheet",
    "/assets/{version:str}/{file_path:path}": "stylesheets and scripts",
}
"""Addresses that a browser never shows, and why."""


def addresses(pages: dict[str, int], names: Names) -> dict[str, int]:
    """The pages with their places filled."""
    filled = msgspec.structs.asdict(names)
    return {path.format_map(filled): status for path, status in pages.items()}
