"""Tables of pictures, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Integer, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class Pictures(TenantTable, tablename="pictures", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    name = Text(default=None)
    width = Integer(default=None)
    height = Integer(default=None)
    stored_bytes = BigInt(default=None)
    account_id = BigInt(null=True, default=None)
    created_at = Timestamptz(default=None)

    _constraints = (
        "pictures_height_check",
        "pictures_name_check",
        "pictures_pkey",
        "pictures_stored_bytes_check",
        "pictures_tenant_id_account_id_fkey",
        "pictures_tenant_id_fkey",
        "pictures_tenant_id_name_key",
        "pictures_width_check",
    )


class PictureUses(TenantTable, tablename="picture_uses", db=ENGINE):
    """Key: (tenant_id, picture_id, resource, resource_id)."""

    tenant_id = UUID(default=None)
    picture_id = BigInt(default=None)
    resource = Text(default=None)
    resource_id = BigInt(primary_key=True, default=None)

    _constraints = (
        "picture_uses_pkey",
        "picture_uses_resource_check",
        "picture_uses_tenant_id_picture_id_fkey",
    )
