"""Tables of catalog, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Integer, Numeric, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class Categories(TenantTable, tablename="categories", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    name = Text(default=None)
    slug = Text(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    sort_order = Integer(default=None)

    _constraints = (
        "categories_pkey",
        "categories_tenant_id_fkey",
        "categories_tenant_id_name_key",
        "categories_tenant_id_slug_key",
    )


class Products(TenantTable, tablename="products", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    producer_id = BigInt(default=None)
    name = Text(default=None)
    title = Text(default=None)
    slug = Text(default=None)
    description = Text(null=True, default=None)
    currency = Text(default=None)
    price = BigInt(default=None)
    discount_price = BigInt(null=True, default=None)
    unit = Text(default=None)
    category = Text(null=True, default=None)
    image_url = Text(null=True, default=None)
    status = Text(default=None)
    is_active = Boolean(default=None)
    is_seasonal = Boolean(default=None)
    is_b2b_only = Boolean(default=None)
    weight_per_unit = Numeric(digits=(10, 3), null=True, default=None)
    weight_grams = Numeric(digits=(8, 2), null=True, default=None)
    length_cm = Numeric(digits=(8, 2), null=True, default=None)
    width_cm = Numeric(digits=(8, 2), null=True, default=None)
    height_cm = Numeric(digits=(8, 2), null=True, default=None)
    cultivation_type = Text(null=True, default=None)
    cultivation_description = Text(null=True, default=None)
    allergens = JSONB(null=True, default=None)
    ingredients = Text(null=True, default=None)
    origin = Text(null=True, default=None)
    storage_instructions = Text(null=True, default=None)
    shelf_life = Text(null=True, default=None)
    approval_status = Text(default=None)
    rejection_reason = Text(null=True, default=None)
    moderated_by = BigInt(null=True, default=None)
    moderated_at = Timestamptz(null=True, default=None)
    archived_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    shown_once_approved = Boolean(default=None)
    category_words = Text(default=None)

    _constraints = (
        "products_approval_status_check",
        "products_currency_check",
        "products_discount_price_check",
        "products_pkey",
        "products_price_check",
        "products_slug_key",
        "products_status_check",
        "products_tenant_id_producer_id_fkey",
        "products_weight_per_unit_check",
    )


class ProductCategories(TenantTable, tablename="product_categories", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    product_id = BigInt(default=None)
    category_id = BigInt(default=None)
    listed_for = Text(null=True, default=None)
    created_at = Timestamptz(null=True, default=None)
    price = BigInt(null=True, default=None)

    _constraints = (
        "product_categories_listed_check",
        "product_categories_listed_for_check",
        "product_categories_pkey",
        "product_categories_tenant_id_category_id_fkey",
        "product_categories_tenant_id_product_id_category_id_key",
        "product_categories_tenant_id_product_id_fkey",
    )


class ProductImages(TenantTable, tablename="product_images", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    product_id = BigInt(default=None)
    url = Text(default=None)
    is_primary = Boolean(default=None)
    sort_order = Integer(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    alt = Text(default=None)

    _constraints = (
        "product_images_pkey",
        "product_images_tenant_id_product_id_fkey",
    )


class Variants(TenantTable, tablename="variants", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    product_id = BigInt(default=None)
    name = Text(default=None)
    is_default = Boolean(default=None)
    created_at = Timestamptz(default=None)

    _constraints = (
        "variants_check",
        "variants_pkey",
        "variants_tenant_id_product_id_fkey",
    )


class ListingCounts(TenantTable, tablename="listing_counts", db=ENGINE):
    """Key: (tenant_id, facet, facet_id, audience)."""

    tenant_id = UUID(default=None)
    facet = Text(default=None)
    facet_id = BigInt(default=None)
    audience = Text(primary_key=True, default=None)
    products = BigInt(default=None)

    _constraints = (
        "listing_counts_audience_check",
        "listing_counts_check",
        "listing_counts_facet_check",
        "listing_counts_pkey",
        "listing_counts_tenant_id_fkey",
    )


class ProductRatings(TenantTable, tablename="product_ratings", db=ENGINE):
    """Key: (tenant_id, product_id)."""

    tenant_id = UUID(default=None)
    product_id = BigInt(primary_key=True, default=None)
    stars_1 = BigInt(default=None)
    stars_2 = BigInt(default=None)
    stars_3 = BigInt(default=None)
    stars_4 = BigInt(default=None)
    stars_5 = BigInt(default=None)

    _constraints = (
        "product_ratings_pkey",
        "product_ratings_stars_1_check",
        "product_ratings_stars_2_check",
        "product_ratings_stars_3_check",
        "product_ratings_stars_4_check",
        "product_ratings_stars_5_check",
        "product_ratings_tenant_id_product_id_fkey",
    )
