"""What a start prints: addresses and demo accounts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ops.data.demo.shop import DEMO_SHOPS, read_shop

if TYPE_CHECKING:
    from ops.data.prepare import Shop

LANGUAGES = {"el": "Greek", "en": "English"}
OWN_MACHINE = "127.0.0.1"


def announcement(shops: list[Shop], port: int, *, demo: bool) -> list[str]:
    """The lines shown once the server answers; with ``demo`` also who can sign in."""
    if not shops:
        return [f"Stoa serves on http://{OWN_MACHINE}:{port}. This database holds no shop yet."]
    rows = [(f"http://{_host(shop)}:{port}", _described(shop)) for shop in shops]
    width = max(len(address) for address, _ in rows)
    lines = ["", "Stoa is open:", *(f"  {address:<{width}}  {what}" for address, what in rows)]
    accounts = _accounts() if demo else []
    return [*lines, *accounts, "", letters_told(), "", "Ctrl-C stops it.", ""]


def letters_told() -> str:
    """Where the shops' letters go, by the settings that the workers will read."""
    server = os.environ.get("STOA_SMTP_HOST", "").strip()
    if server:
        return f"Letters go out through {server}."
    return f"Letters are not sent but kept in {os.environ['STOA_MAIL_FOLDER']} (STOA_SMTP_HOST)."


def _host(shop: Shop) -> str:
    local = [host for host in shop.hosts if host == OWN_MACHINE or host.endswith(".localhost")]
    return local[0] if local else f"{shop.slug}.localhost"


def _described(shop: Shop) -> str:
    return f"{shop.name} ({LANGUAGES.get(shop.locale, shop.locale)}, {shop.currency})"


def _accounts() -> list[str]:
    from ops.data.seed import DEMO_PASSWORD

    accounts = [(one.email, one.role) for one in read_shop(DEMO_SHOPS[0]).accounts]
    width = max(len(email) for email, _ in accounts)
    lines = [f"  {email:<{width}}  {role}" for email, role in accounts]
    return ["", f"In each of them, all with the password `{DEMO_PASSWORD}`:", *lines]
