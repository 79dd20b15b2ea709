"""The wire shapes of products, for the document: ``schemas`` builds them as plain mappings.

That an answer has its shape is checked wherever the document is compared with what is served.
"""

from __future__ import annotations

import msgspec

from api.laravel.paginate import RawPage, ResourcePage


class ProductColumns(msgspec.Struct, frozen=True, kw_only=True):
    """What every product shows. Amounts are decimals of the currency, weights grams."""

    id: int
    name: str
    slug: str
    description: str | None
    price: str
    discount_price: str | None
    unit: str
    stock: int
    category: str | None
    image_url: str | None
    status: str
    is_active: bool
    is_seasonal: bool
    is_b2b_only: bool
    weight_per_unit: str | None
    cultivation_type: str | None
    cultivation_description: str | None
    allergens: list[str] | None
    ingredients: str | None
    origin: str | None
    storage_instructions: str | None
    shelf_life: str | None
    created_at: str
    updated_at: str


class RawProduct(ProductColumns, frozen=True, kw_only=True):
    """A product as the old model showed its row."""

    producer_id: int
    currency: str
    title: str | None
    weight_grams: str | None
    length_cm: str | None
    width_cm: str | None
    height_cm: str | None


class CategoryPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Which product stands on which shelf."""

    product_id: int
    category_id: int


class ProductCategory(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf that a product stands on."""

    id: int
    name: str
    slug: str
    created_at: str
    updated_at: str
    pivot: CategoryPlace


class ProductPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of a product."""

    id: int
    url: str
    is_primary: bool
    sort_order: int


class StoredPicture(ProductPicture, frozen=True, kw_only=True):
    """A picture with its row's other columns."""

    product_id: int
    created_at: str
    updated_at: str


class PublicProducer(msgspec.Struct, frozen=True, kw_only=True):
    """Who sells a product of the public list."""

    id: int
    name: str
    slug: str
    location: str | None


class DescribedProducer(PublicProducer, frozen=True, kw_only=True):
    """The same with the producer's own words."""

    description: str | None


class OfferedProduct(RawProduct, frozen=True, kw_only=True):
    """A product with its reviews, shelves, pictures and producer."""

    reviews_count: int
    reviews_avg_rating: float | None
    categories: list[ProductCategory]
    images: list[StoredPicture]
    producer: PublicProducer


class FoundProduct(OfferedProduct, frozen=True, kw_only=True):
    """A product of the public list; a searched one bears its rank."""

    search_rank: float | str | msgspec.UnsetType | None = msgspec.UNSET


class PublicProducts(RawPage, frozen=True, kw_only=True):
    """GET /public/products"""

    data: list[FoundProduct]


class PublicProduct(OfferedProduct, frozen=True, kw_only=True):
    """GET /public/products/{id}"""

    producer: DescribedProducer


class OwnProduct(RawProduct, frozen=True, kw_only=True):
    """A product in its producer's list."""

    search_vector: str | None
    approval_status: str
    rejection_reason: str | None
    moderated_by: int | None
    moderated_at: str | None


class OwnProducts(msgspec.Struct, frozen=True, kw_only=True):
    """GET /producer/products"""

    data: list[OwnProduct]
    current_page: int
    per_page: int
    total: int
    last_page: int
    has_more: bool


class ResourceProducer(PublicProducer, frozen=True, kw_only=True):
    """Who sells a product of /products."""

    business_name: str | None
    city: str | None
    region: str | None


class ProductResource(ProductColumns, frozen=True, kw_only=True):
    """One product of GET /products."""

    has_discount: bool
    effective_price: str
    allergens: list[str]
    producer: ResourceProducer


class PicturedProduct(ProductResource, frozen=True, kw_only=True):
    """One product by itself."""

    images: list[ProductPicture]


class ChangedProduct(PicturedProduct, frozen=True, kw_only=True):
    """A product after a change: what was sent as text comes back as text."""

    # Wider than in the product itself, which a checker refuses of a subclass that only answers.
    stock: float | str  # type: ignore[assignment]
    weight_per_unit: str | int | float | None  # type: ignore[assignment]


class ChangedProductAnswer(msgspec.Struct, frozen=True):
    """PATCH /products"""

    data: ChangedProduct


class ProductAnswer(msgspec.Struct, frozen=True):
    """GET and POST /products"""

    data: PicturedProduct


class ProductResources(ResourcePage, frozen=True, kw_only=True):
    """GET /products: the page, and what its meta says once more at the top."""

    data: list[ProductResource]
    current_page: int
    per_page: int
    total: int
    last_page: int
    from_: int | None = msgspec.field(name="from")
    to: int | None
