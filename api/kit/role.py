"""The server refuses to start with a database role that could look around row-level security."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ROLE_CHECK: Final = """
SELECT r.rolsuper OR r.rolbypassrls AS bypasses,
       (SELECT count(*) FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
           AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owned,
       (SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
           AND has_table_privilege(r.oid, c.oid, 'SELECT')) AS unforced
FROM pg_roles r WHERE r.rolname = current_user
"""


class UnsafeRole(Exception):
    """The database role could look around row-level security; the sentence names the remedy."""


def refuse_unsafe_role(row: Mapping[str, Any] | None) -> None:
    """Judge the answer to ``ROLE_CHECK``. Raises ``UnsafeRole``."""
    if row is None or row["bypasses"]:
        raise UnsafeRole(
            "The application's database role is a superuser or may bypass row-level security. "
            "Point STOA_APP_DATABASE_URL at the role that `stoa run` made, or at one with "
            "NOSUPERUSER NOBYPASSRLS."
        )
    if row["owned"]:
        raise UnsafeRole(
            f"The application's database role owns {row['owned']} tables. Point "
            "STOA_APP_DATABASE_URL at a role that owns nothing."
        )
    if row["unforced"]:
        raise UnsafeRole(
            f"These tables do not force row-level security: {row['unforced']}. Run "
            "`stoa migrate up` as the owner before serving."
        )
