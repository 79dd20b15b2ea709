"""Putting a letter into words: templates in ``letters/``, in the reader's language.

``NAME.LANGUAGE.txt`` begins with the subject's line; ``NAME.LANGUAGE.html`` fills ``layout.html``.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import jinja2
import msgspec
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from api.kit.mail import Letter
from api.kit.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from api.kit.db import UnitOfWork
    from api.kit.jobs import Job
    from api.tenants.profile import Tenant

# Language of a letter -> by whose habits amounts are written.
LOCALES: Final = {"el": "el_GR", "en": "en_GB"}
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_GAPS: Final = re.compile(r"\n{3,}")
_DEFAULT_BRAND: Final = "#4f6130"
_LIGHT_INK: Final = "#ffffff"
_DARK_INK: Final = "#1b1d18"

TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("letters")),
    autoescape=jinja2.select_autoescape(("html",)),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    auto_reload=False,
)


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """To whom a letter goes, and in which language (another than ours is the shop's)."""

    name: str
    address: str
    language: str | None = None


class LetterSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The platform's part in letters; a shop's own settings come first."""

    enabled: bool
    shop_url: str
    """``{host}`` in it stands for the shop's host name."""
    frontend_url: str | None
    admin_address: str
    producer_digest: bool = False

    def wanted(self, tenant: Tenant) -> bool:
        """Whether this shop writes letters."""
        return self.enabled if tenant.mail_enabled is None else tenant.mail_enabled

    def digest_wanted(self, tenant: Tenant) -> bool:
        """Whether this shop writes its producers what they sold each week."""
        wanted = tenant.producer_digest
        return self.producer_digest if wanted is None else wanted

    def admin(self, tenant: Tenant) -> str:
        """Who is told of the shop's orders."""
        return tenant.mail_admin or self.admin_address

    def home(self, tenant: Tenant) -> str:
        """Where the shop's pages are, without a slash at the end."""
        host = tenant.hosts[0] if tenant.hosts else f"{tenant.slug}.localhost"
        own = self.shop_url.replace("{host}", host)
        return (tenant.frontend_url or self.frontend_url or own).rstrip("/")

    def link(self, tenant: Tenant, path: str, **query: str) -> str:
        """A page of the shop with its query."""
        return f"{self.home(tenant)}{path}" + (f"?{urlencode(query)}" if query else "")


def write_letter(
    tenant: Tenant,
    settings: LetterSettings,
    *,
    name: str,
    reference: str,
    reader: Reader,
    moment: datetime,
    values: Mapping[str, Any],
) -> Letter:
    """The letter ``name`` to this reader; ``values`` are what its templates speak of."""
    language = reader.language if reader.language in LOCALES else tenant.locale
    brand = _brand(tenant)
    words = {
        "shop": tenant.name,
        "tagline": tenant.tagline,
        "home": settings.home(tenant),
        "name": reader.name,
        "language": language,
        "brand": brand,
        "ink": ink_on(brand),
        "money": partial(money, currency=tenant.currency, language=language),
        "time": partial(local_time, zone=tenant.zone, language=language),
        "day": partial(day, language=language),
        **values,
    }
    written = TEMPLATES.get_template(f"{name}.{language}.txt").render(words)
    subject, _, text = written.partition("\n")
    html = TEMPLATES.get_template(f"{name}.{language}.html").render(words, subject=subject)
    return Letter(
        name=name,
        reference=reference,
        to_name=reader.name,
        to_address=reader.address,
        from_name=tenant.mail_from_name or tenant.name,
        subject=subject,
        text=_GAPS.sub("\n\n", text).strip() + "\n",
        html=html,
        language=language,
        moment=moment,
    )


def reference_of(uow: UnitOfWork, job: Job) -> str:
    """The same at every attempt, unlike any other letter of any shop."""
    return f"{job.id}.{uow.tenant_id}"


def money(minor: int, *, currency: str, language: str) -> str:
    """An amount as its reader writes it: ``1.234,50 €``."""
    return str(format_currency(decimal_text(minor, currency), currency, locale=LOCALES[language]))


def local_time(moment: datetime, *, zone: ZoneInfo, language: str) -> str:
    """Day and time by the shop's clock, as its reader writes them."""
    locale = LOCALES[language]
    return str(format_datetime(moment, "d MMMM y, HH:mm", tzinfo=zone, locale=locale))


def day(date: date, *, language: str) -> str:
    """A day as its reader writes it."""
    return str(format_date(date, "long", locale=LOCALES[language]))


def ink_on(colour: str) -> str:
    """The lighter or darker ink, whichever is easier to read on ``#rrggbb``."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    # Where white and near-black are equally readable (WCAG's relative luminance).
    return _DARK_INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.19 else _LIGHT_INK


def _brand(tenant: Tenant) -> str:
    named = [tenant.branding.get(key, "") for key in ("brand", "primary", "color")]
    return next((colour for colour in named if _COLOUR.fullmatch(colour)), _DEFAULT_BRAND)
