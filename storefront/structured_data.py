"""What pages tell machines in schema.org's words (JSON-LD blocks).

A block of type ``application/ld+json`` is data and never executed, so no content policy has to
allow it (HTML, section 4.12.1.1: "prepare the script element" ends at an unknown type).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storefront.catalogue_view import charged_price, pictures
from storefront.picture_files import largest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.tenants.profile import Tenant
    from storefront.catalogue_view import Product

_CONTEXT = "https://schema.org"


def product_data(product: Product, page_address: str, origin: str) -> dict[str, Any]:
    """A product with its one offer, and its rating once somebody has rated it."""
    producer = (product.get("producer") or {}).get("name", "")
    in_stock = (product.get("stock") or 0) > 0
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Product",
        "name": product["name"],
        "description": product.get("description") or "",
        "image": [absolute(largest(url), origin) for url in pictures(product)],
        "sku": str(product["id"]),
        "brand": {"@type": "Brand", "name": producer},
        "offers": {
            "@type": "Offer",
            "url": page_address,
            "priceCurrency": product.get("currency") or "EUR",
            "price": f"{charged_price(product):.2f}",
            "availability": f"{_CONTEXT}/{'InStock' if in_stock else 'OutOfStock'}",
            "itemCondition": f"{_CONTEXT}/NewCondition",
            "seller": {"@type": "Organization", "name": producer},
        },
    }
    if product.get("reviews_count"):
        described["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": product["reviews_avg_rating"],
            "reviewCount": product["reviews_count"],
        }
    return described


def breadcrumb_data(crumbs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Where a page stands: pairs of name and absolute address, from the home page on."""
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(crumbs, 1)
        ],
    }


def shop_data(tenant: Tenant, origin: str) -> list[dict[str, Any]]:
    """The shop and how to search it."""
    contact = tenant.contact
    shop: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Organization",
        "name": tenant.name,
        "url": f"{origin}/",
    }
    if tenant.branding.get("logo"):
        shop["logo"] = absolute(tenant.branding["logo"], origin)
    named = {"legalName": contact.company, "email": contact.email, "telephone": contact.phone}
    shop |= {name: value for name, value in named.items() if value}
    search = {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "name": tenant.name,
        "url": f"{origin}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{origin}/products?search={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
    return [shop, search]


def producer_data(producer: dict[str, Any], page_address: str, origin: str) -> dict[str, Any]:
    """A producer as an organisation with a place."""
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Organization",
        "name": producer["name"],
        "url": page_address,
        "description": producer.get("description") or "",
    }
    if producer.get("image_url"):
        described["image"] = absolute(largest(producer["image_url"]), origin)
    if producer.get("location"):
        described["address"] = {
            "@type": "PostalAddress",
            "addressLocality": producer["location"],
            "addressRegion": producer.get("region") or "",
        }
    return described


def absolute(address: str, origin: str) -> str:
    """An address as machines want it: with scheme and host."""
    return address if "://" in address else origin + address
