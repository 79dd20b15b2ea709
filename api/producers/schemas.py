"""What requests about producers must satisfy, and rows as the wire shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.kit.money import decimal_text, minor_units
from api.laravel.rules import Rules, moment_of
from api.laravel.values import optional_moment, wire_moment, wire_offset_moment
from api.pictures.service import sources
from api.producers import shapes
from api.producers.rules import degrees, steps_done
from api.producers.shapes import (
    AdminProducer,
    Desk,
    ListedProducer,
    OfferedProduct,
    OwnedProducer,
    Owner,
    Picture,
    ProducerColumns,
    ProducerResource,
    PublicProducer,
    Shelf,
    ShelfPlace,
    Standing,
)

if TYPE_CHECKING:
    from api.producers.deletion import Deletion, Preview

LIST_PRODUCERS: Final = Rules(
    {
        "q": "nullable|string|max:255",
        "page": "nullable|integer|min:1",
        "per_page": "nullable|integer|min:1|max:100",
    }
)
_LATITUDE: Final = "nullable|numeric|between:-90,90"
_LONGITUDE: Final = "nullable|numeric|between:-180,180"
# Columns that must hold something answer null with 422 (D1), so they are required when sent; texts
# are no longer than the old columns held.
UPDATE_PROFILE: Final = Rules(
    {
        "name": "sometimes|required|string|max:255",
        "slug": "sometimes|required|string|max:255|unique:producers",
        "business_name": "nullable|string|max:255",
        "tax_id": r"nullable|string|max:20|regex:/^\d{9}$/|unique:producers",
        "tax_office": "nullable|string|max:255",
        "food_license_number": "nullable|string|max:100",
        "agreement_accepted_at": "nullable|date",
        "iban": r"nullable|string|max:34|regex:/^[A-Z]{2}\d{2}[A-Z0-9]{4,30}$/",
        "bank_account_holder": "nullable|string|max:255",
        "description": "nullable|string|max:65535",
        "location": "nullable|string|max:255",
        "address": "nullable|string|max:255",
        "city": "nullable|string|max:100",
        "postal_code": "nullable|string|max:10",
        "region": "nullable|string|max:100",
        "phone": "nullable|string|max:20",
        "email": "nullable|email|max:255",
        "website": "nullable|url|max:255",
        "latitude": _LATITUDE,
        "longitude": _LONGITUDE,
        "social_media": "nullable|array",
        "social_media.*": "string|max:255",
        "verified": "sometimes|required|boolean",
        "is_verified": "nullable|boolean",
        "uses_custom_shipping_rates": "sometimes|required|boolean",
        "free_shipping_threshold_eur": "nullable|numeric|min:0|max:9999.99",
        "status": "sometimes|required|string|in:active,inactive,pending",
        "is_active": "sometimes|required|boolean",
        "user_id": "nullable|exists:users,id",
        "onboarding_completed_at": "nullable|date",
        "product_categories": "nullable|array",
        "product_categories.*": "string|max:50",
        "tax_registration_doc_url": "nullable|string|max:500",
        "efet_notification_doc_url": "nullable|string|max:500",
        "haccp_declaration_doc_url": "nullable|string|max:500",
        "haccp_declaration_accepted": "sometimes|required|boolean",
        "beekeeper_registry_number": "nullable|string|max:100",
        "cpnp_notification_number": "nullable|string|max:100",
        "responsible_person_name": "nullable|string|max:255",
    },
    messages={
        "tax_id.unique": "Αυτό το ΑΦΜ είναι ήδη καταχωρημένο σε άλλον παραγωγό.",
        "tax_id.regex": "Το ΑΦΜ πρέπει να αποτελείται από 9 ψηφία.",
        "iban.regex": "Μη έγκυρη μορφή IBAN.",
        "email.email": "Μη έγκυρη διεύθυνση email.",
        "slug.unique": "Αυτό το slug χρησιμοποιείται ήδη.",
    },
)
# Nothing beside the file.
UPLOAD: Final = Rules({})
LIST_FOR_ADMINS: Final = Rules(
    {
        "status": "nullable|in:pending,active,inactive,all",
        "page": "nullable|integer|min:1",
        "per_page": "nullable|integer|min:1|max:100",
    }
)
REJECT: Final = Rules({"rejection_reason": "required|string|max:1000"})
EDIT: Final = Rules(
    {
        "latitude": _LATITUDE,
        "longitude": _LONGITUDE,
        "image_url": "nullable|string|max:500",
    }
)
DELETE: Final = Rules({"reason": "nullable|string|max:500"})

# The old dialect's other names; is_verified is checked and dropped (contract).
_DELETED: Final = {
    "hard": "Ο παραγωγός διαγράφηκε οριστικά",
    "soft": "Ο παραγωγός ανωνυμοποιήθηκε (διατηρείται για ιστορικότητα παραγγελιών)",
}
_RENAMED: Final = {"user_id": "account_id"}
# Hours from UTC behind a time of day; the dash before a day of the month is none.
_ZONE: Final = re.compile(r"(?<=:[0-9]{2})(?:[.,][0-9]+)?\s*[+-][0-9]{1,2}(?::?[0-9]{2})?$")
_MOMENTS: Final = ("agreement_accepted_at", "onboarding_completed_at")
_PLACES: Final = ("latitude", "longitude")


def profile_values(values: Mapping[str, Any], currency: str) -> dict[str, object]:
    """Checked input as columns: amounts in minor units, moments in UTC, places rounded."""
    columns: dict[str, object] = {
        _RENAMED.get(name, name): value for name, value in values.items() if name != "is_verified"
    }
    # A profile stays somebody's: null hands it to nobody.
    if columns.get("account_id", 0) is None:
        del columns["account_id"]
    if "free_shipping_threshold_eur" in columns:
        amount = columns.pop("free_shipping_threshold_eur")
        columns["free_shipping_threshold"] = (
            minor_units(amount, currency) if isinstance(amount, Decimal) else None
        )
    for column in _PLACES:
        if isinstance(place := columns.get(column), Decimal):
            columns[column] = degrees(place)
    for column in _MOMENTS:
        if column in columns:
            columns[column] = _clock_time(columns[column])
    return columns


def _clock_time(value: object) -> datetime | None:
    """A date as the old columns kept it: the clock as written, whatever zone stands behind it."""
    return moment_of(_ZONE.sub("", value) if isinstance(value, str) else value)


# Everybody's view ---------------------------------------------------------------------------------


def listed(row: Mapping[str, Any], products_count: int) -> ListedProducer:
    """A row of ``producers`` in the public list."""
    return ListedProducer(**_shown(ListedProducer, row), products_count=products_count)


def public_producer(
    row: Mapping[str, Any], products: Sequence[Mapping[str, Any]]
) -> PublicProducer:
    """A producer's page with the products that everybody sees."""
    return PublicProducer(
        **_shown(PublicProducer, row),
        products=[_offered(product) for product in products],
        total_active_products=len(products),
    )


def resource(row: Mapping[str, Any]) -> ProducerResource:
    """A row of ``producers`` as /producers shows it."""
    return ProducerResource(**_shown(ProducerResource, row))


def _offered(product: Mapping[str, Any]) -> OfferedProduct:
    return OfferedProduct(
        **{
            column: product[column]
            for column in ("id", "name", "description", "unit", "stock", "cultivation_type")
        },
        price=decimal_text(product["price"], product["currency"]),
        categories=[
            Shelf(
                id=category["id"],
                name=category["name"],
                slug=category["slug"],
                pivot=ShelfPlace(product_id=product["id"], category_id=category["id"]),
            )
            for category in product["categories"]
        ],
        images=[
            Picture(**{column: image[column] for column in Picture.__struct_fields__})
            for image in product["images"]
        ],
        created_at=wire_moment(product["created_at"]),
        updated_at=wire_moment(product["updated_at"]),
    )


# The owner's view ---------------------------------------------------------------------------------


def desk(row: Mapping[str, Any] | None, currency: str) -> Desk:
    """The answer to GET /producer/me for a row of ``producers``, or for none."""
    if row is None:
        return Desk(producer=None, has_profile=False)
    return Desk(producer=profile(row, currency), has_profile=True)


def profile(row: Mapping[str, Any], currency: str) -> ProducerColumns:
    """A row of ``producers`` as its owner sees it."""
    return ProducerColumns(**_private(ProducerColumns, row, currency))


def standing(row: Mapping[str, Any]) -> Standing:
    """A row of ``producers`` as its owner has to know it to be let sell."""
    return Standing(
        **_shown(Standing, row),
        sources=sources(row["image_url"] or ""),
        steps=[shapes.Step(name, done) for name, done in steps_done(row).items()],
    )


# The admins' view ---------------------------------------------------------------------------------


def admin_producer(row: Mapping[str, Any], currency: str) -> AdminProducer:
    """A row of ``producers`` as admins see it."""
    return AdminProducer(**_admin(AdminProducer, row, currency))


def owned_producer(row: Mapping[str, Any], currency: str) -> OwnedProducer:
    """A row of ``producers`` with its owner's account."""
    owner = None
    if row["account_id"] is not None:
        owner = Owner(
            id=row["account_id"],
            name=row["owner_name"],
            email=row["owner_email"],
            created_at=wire_moment(row["owner_created_at"]),
        )
    return OwnedProducer(**_admin(OwnedProducer, row, currency), user=owner)


def deletion_preview(preview: Preview) -> shapes.DeletionPreview:
    """What deleting would do."""
    return shapes.DeletionPreview(
        mode=preview.mode,
        references=_references(preview),
        user_will_be_deleted=preview.user_will_be_deleted,
        has_stripe_connect=preview.has_stripe_connect,
        doc_urls=preview.documents,
    )


def deleted(deletion: Deletion) -> shapes.ProducerDeleted:
    """What deleting did."""
    preview, was = deletion.preview, deletion.snapshot
    kept = {
        name: getattr(was, name)
        for name in shapes.DeletedProducer.__struct_fields__
        if name not in ("docs_count", "created_at")
    }
    return shapes.ProducerDeleted(
        mode=preview.mode,
        producer_id=was.id,
        user_id=deletion.account_id,
        user_anonymized=deletion.account_kept,
        references=_references(preview),
        doc_urls_to_clean=preview.documents,
        stripe_disconnect_ok=not preview.has_stripe_connect,
        snapshot=shapes.DeletedProducer(
            **kept, docs_count=was.documents, created_at=wire_offset_moment(was.created_at)
        ),
        message=_DELETED[preview.mode],
    )


def _references(preview: Preview) -> shapes.ReferenceCounts:
    counts = preview.references
    return shapes.ReferenceCounts(
        order_items=counts.order_items,
        order_shipping_lines=counts.order_shipping_lines,
        commission_settlements=counts.commission_settlements,
    )


def _admin(shape: type[AdminProducer], row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {
        **_private(shape, row, currency),
        "user_id": row["account_id"],
        "agreement_accepted_at": optional_moment(row["agreement_accepted_at"]),
        "anonymized_at": optional_moment(row["anonymized_at"]),
    }


def _private(shape: type[ProducerColumns], row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    threshold = row["free_shipping_threshold"]
    return {
        **_shown(shape, row),
        "is_verified": row["verified"],
        "free_shipping_threshold_eur": (
            None if threshold is None else decimal_text(threshold, currency)
        ),
        "onboarding_completed_at": optional_moment(row["onboarding_completed_at"]),
    }


def _shown(shape: type[msgspec.Struct], row: Mapping[str, Any]) -> dict[str, Any]:
    """The row's columns that the shape bears under their own names, as the wire writes them."""
    shown = {name: row[name] for name in shape.__struct_fields__ if name in row}
    for name in _PLACES:
        if shown.get(name) is not None:
            shown[name] = str(shown[name])
    for name in ("created_at", "updated_at"):
        if name in shown:
            shown[name] = wire_moment(shown[name])
    return shown
