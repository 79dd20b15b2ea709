"""A tenant's settings, and what an imported shop does differently from a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from api.tenants.profile import tenant_from_row

ROW: dict[str, Any] = {
    "id": UUID(int=1),
    "slug": "agora",
    "name": "Agora",
    "tagline": "",
    "status": "active",
    "origin": "new",
    "currency": "EUR",
    "locale": "el",
    "country": "GR",
    "policy_version": 0,
    "settings": {},
}


def test_a_new_shop_folds_its_search_and_an_imported_one_does_not() -> None:
    assert tenant_from_row(ROW).search == "folded"
    assert tenant_from_row({**ROW, "origin": "imported"}).search == "exact"
    chosen = {**ROW, "origin": "imported", "settings": {"search": "folded"}}
    assert tenant_from_row(chosen).search == "folded"


@pytest.mark.parametrize(("currency", "minor"), [("EUR", 3500), ("JPY", 35), ("KWD", 35000)])
def test_amounts_are_minor_units_of_the_shop_s_currency(currency: str, minor: int) -> None:
    tenant = tenant_from_row({**ROW, "currency": currency, "settings": {"cod_fee": "35"}})
    assert (tenant.free_shipping_threshold, tenant.cod_fee) == (minor, minor)


def test_without_settings_the_platform_decides_about_the_fee() -> None:
    tenant = tenant_from_row(ROW)
    assert (tenant.cod_fee, tenant.cod_fee_enabled, tenant.cod_enabled) == (None, None, True)
    assert tenant.default_postal_code == "10551"
