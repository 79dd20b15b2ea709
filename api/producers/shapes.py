"""The wire shapes of producers: everybody's view, the owner's and the admins'."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from api.laravel.paginate import RawPage, ResourcePage


class ListedProducer(msgspec.Struct, frozen=True, kw_only=True):
    """A producer of GET /public/producers."""

    id: int
    name: str
    description: str | None
    image_url: str | None
    location: str | None
    slug: str
    is_active: bool
    created_at: str
    updated_at: str
    products_count: int


class PublicProducers(RawPage, frozen=True, kw_only=True):
    """GET /public/producers"""

    data: list[ListedProducer]


class ShelfPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Which product stands on which shelf."""

    product_id: int
    category_id: int


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """A category that a product of a producer's page stands in."""

    id: int
    name: str
    slug: str
    pivot: ShelfPlace


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of such a product."""

    id: int
    url: str
    is_primary: bool
    sort_order: int


class OfferedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product on a producer's page. ``price`` is a decimal of the shop's currency."""

    id: int
    name: str
    description: str | None
    price: str
    unit: str
    stock: int
    cultivation_type: str | None
    categories: list[Shelf]
    images: list[Picture]
    created_at: str
    updated_at: str


class PublicProducer(msgspec.Struct, frozen=True, kw_only=True):
    """GET /public/producers/{id}"""

    id: int
    name: str
    description: str | None
    image_url: str | None
    location: str | None
    city: str | None
    region: str | None
    latitude: str | None
    longitude: str | None
    website: str | None
    slug: str
    is_active: bool
    created_at: str
    updated_at: str
    products: list[OfferedProduct]
    total_active_products: int


class ProducerResource(msgspec.Struct, frozen=True, kw_only=True):
    """A producer of GET /producers."""

    id: int
    name: str
    slug: str
    business_name: str | None
    description: str | None
    location: str | None
    website: str | None
    is_active: bool
    created_at: str


class ProducerAnswer(msgspec.Struct, frozen=True):
    """GET /producers/{producer}"""

    data: ProducerResource


class ProducerResources(ResourcePage, frozen=True, kw_only=True):
    """GET /producers"""

    data: list[ProducerResource]


class ProducerColumns(msgspec.Struct, frozen=True, kw_only=True):
    """What a producer's owner and the shop's admins see.

    ``free_shipping_threshold_eur`` is an amount in the shop's currency; the name is the
    contract's.
    """

    id: int
    name: str
    slug: str
    business_name: str | None
    tax_id: str | None
    tax_office: str | None
    description: str | None
    location: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    region: str | None
    phone: str | None
    email: str | None
    website: str | None
    latitude: str | None
    longitude: str | None
    social_media: dict[str, Any] | list[Any] | None
    verified: bool
    is_verified: bool
    uses_custom_shipping_rates: bool
    free_shipping_threshold_eur: str | None
    status: str
    is_active: bool
    onboarding_completed_at: str | None
    product_categories: list[Any] | dict[str, Any] | None
    haccp_declaration_accepted: bool
    created_at: str
    updated_at: str
    iban: str | None
    bank_account_holder: str | None
    tax_registration_doc_url: str | None
    efet_notification_doc_url: str | None
    haccp_declaration_doc_url: str | None
    beekeeper_registry_number: str | None
    cpnp_notification_number: str | None
    responsible_person_name: str | None


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the caller has a producer profile, and the profile."""

    producer: ProducerColumns | None
    has_profile: bool


class ProfileUpdated(msgspec.Struct, frozen=True, kw_only=True):
    """PATCH /producer/profile"""

    producer: ProducerColumns
    message: str = "Profile updated successfully"


class Step(msgspec.Struct, frozen=True):
    """One of ``rules.STEPS``, and whether everything of it was told."""

    name: str
    done: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How the caller's profile stands: who sees it, why not, and what it still lacks.

    ``sources`` are the files of an uploaded picture by kind (``webp``, ``jpg``) and greatest width
    in points; null for a picture that lies elsewhere, and without one.
    """

    id: int
    slug: str
    status: Literal["pending", "active", "inactive"]
    is_active: bool
    rejection_reason: str | None
    image_url: str | None
    sources: dict[str, dict[int, str]] | None
    food_license_number: str | None
    steps: list[Step]


class StandingAnswer(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/producer/standing; ``data`` is null for a caller without a profile."""

    data: Standing | None


class AdminProducer(ProducerColumns, frozen=True, kw_only=True):
    """A producer as the shop's admins see it: with decisions and payment provider."""

    user_id: int | None
    food_license_number: str | None
    agreement_accepted_at: str | None
    rejection_reason: str | None
    image_url: str | None
    stripe_connect_id: str | None
    stripe_connect_status: str | None
    stripe_payouts_enabled: bool
    stripe_charges_enabled: bool
    anonymized_at: str | None
    deletion_reason: str | None


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose producer it is."""

    id: int
    name: str
    email: str
    created_at: str


class OwnedProducer(AdminProducer, frozen=True, kw_only=True):
    """A producer in the admins' list."""

    user: Owner | None


class AdminProducers(msgspec.Struct, frozen=True, kw_only=True):
    """GET /admin/producers"""

    data: list[OwnedProducer]
    current_page: int
    per_page: int
    total: int
    last_page: int


class ProducerDecided(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin made of a producer."""

    message: str
    producer: AdminProducer


class ReferenceCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How often the shop's history names a producer."""

    order_items: int
    order_shipping_lines: int
    commission_settlements: int


class DeletionPreview(msgspec.Struct, frozen=True, kw_only=True):
    """GET /admin/producers/{producer}/deletion-preview"""

    mode: Literal["hard", "soft"]
    references: ReferenceCounts
    user_will_be_deleted: bool
    has_stripe_connect: bool
    doc_urls: list[str]


class DeletedProducer(msgspec.Struct, frozen=True, kw_only=True):
    """What a deleted producer was, without what is personal."""

    id: int
    name: str
    business_name: str | None
    email_domain: str | None
    has_email: bool
    has_phone: bool
    has_iban: bool
    has_tax_id: bool
    has_stripe_connect: bool
    docs_count: int
    created_at: str
    status: str
    is_active: bool


class ProducerDeleted(msgspec.Struct, frozen=True, kw_only=True):
    """DELETE /admin/producers/{producer}

    ``stripe_disconnect_ok`` is false where an account at the payment provider is left to close.
    """

    mode: Literal["hard", "soft"]
    producer_id: int
    user_id: int | None
    user_anonymized: bool
    references: ReferenceCounts
    doc_urls_to_clean: list[str]
    stripe_disconnect_ok: bool
    snapshot: DeletedProducer
    message: str


class Region(msgspec.Struct, frozen=True):
    """How many producers come from a region."""

    region: str
    producers: int


class Regions(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/producers/regions"""

    data: list[Region]
