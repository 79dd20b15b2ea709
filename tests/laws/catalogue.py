"""What the running database must look like, as questions to its catalogue.

``complaints`` returns one sentence for each thing that is wrong; laws expect none, and their twins
spoil a database inside a transaction and expect the sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.kit.db import DOORS

if TYPE_CHECKING:
    from asyncpg import Connection

    from api.schema.roles import Roles

PLATFORM: Final = {
    "tenants": "the list of shops itself",
    "tenant_domains": "which shop a host name means, asked before a tenant is known",
    "token_directory": "which shop a credential belongs to, asked before a tenant is known",
    "migration": "which migrations ran; no shop's data",
}
APPEND_ONLY: Final = frozenset({"stock_movements", "order_events", "audit_entries"})
READABLE_BY_APP: Final = frozenset({"migration"})
MOST_DOORS: Final = 10
OWN_ROWS: Final = "(tenant_id = current_tenant())"

_IN_PUBLIC: Final = "c.relnamespace = 'public'::regnamespace"

TABLES: Final = f"""
SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
       (SELECT a.attnotnull FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.atttypid = 'uuid'::regtype)
       AS tenant_not_null
FROM pg_class c WHERE {_IN_PUBLIC} AND c.relkind IN ('r', 'p', 'f') ORDER BY 1
"""
# The first column of every primary key, unique index and foreign key, at both ends of the latter.
LEADING_COLUMNS: Final = f"""
SELECT c.relname AS name, i.relname AS key, pg_get_indexdef(x.indexrelid, 1, true) AS leads
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE {_IN_PUBLIC} AND x.indisunique
UNION ALL
SELECT c.relname, k.conname, a.attname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE {_IN_PUBLIC} AND k.contype IN ('f', 'p', 'u', 'x')
UNION ALL
SELECT c.relname, k.conname || ' (what it refers to)',
       CASE WHEN k.confrelid = 'tenants'::regclass THEN 'tenant_id' ELSE a.attname END
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = k.confkey[1]
WHERE {_IN_PUBLIC} AND k.contype = 'f'
ORDER BY 1, 2
"""
POLICIES: Final = """
SELECT tablename AS name, policyname AS policy, permissive, roles::text[] AS roles, cmd,
       qual AS using, with_check FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2
"""
GRANTS: Final = f"""
SELECT c.relname AS name, r.rolname AS role, p.privilege
FROM pg_class c CROSS JOIN pg_roles r
CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
                        'TRIGGER']) AS p (privilege)
WHERE {_IN_PUBLIC} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND r.rolname = ANY($1)
  AND (has_table_privilege(r.oid, c.oid, p.privilege)
       OR p.privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
          AND has_any_column_privilege(r.oid, c.oid, p.privilege))
"""
ROLES: Final = """
SELECT r.rolname AS role, r.rolsuper OR r.rolbypassrls OR r.rolreplication AS mighty,
       r.rolcreatedb OR r.rolcreaterole AS creates,
       (SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid) AS memberships,
       (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid) AS owned,
       has_schema_privilege(r.oid, 'public', 'CREATE') AS makes
FROM pg_roles r WHERE r.rolname = ANY($1)
"""
FUNCTIONS: Final = """
SELECT p.proname AS name, p.prosecdef AS door, pg_get_userbyid(p.proowner) AS owner,
       coalesce(array_to_string(p.proconfig, ';'), '') AS settings,
       has_function_privilege('public', p.oid, 'EXECUTE') AS everybody,
       pg_get_functiondef(p.oid) AS text
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind <> 'a' ORDER BY 1
"""
VIEWS: Final = f"""
SELECT c.relname AS name, c.relkind = 'm' AS kept,
       coalesce('security_invoker=true' = ANY(c.reloptions), false) AS invoker
FROM pg_class c WHERE {_IN_PUBLIC} AND c.relkind IN ('v', 'm')
"""
TRIGGERS: Final = f"""
SELECT c.relname AS name, t.tgname AS trigger FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE {_IN_PUBLIC} AND NOT (t.tgisinternal AND EXISTS (
    SELECT 1 FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 'f'))
"""
DEFAULTS: Final = f"""
SELECT c.relname AS name, a.attname AS column, pg_get_expr(d.adbin, d.adrelid) AS expression
FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE {_IN_PUBLIC}
"""


async def complaints(connection: Connection, roles: Roles) -> list[str]:
    """Everything that is wrong with tables, keys, policies, grants, doors and views."""
    found = await table_complaints(connection)
    found += await key_complaints(connection)
    found += await policy_complaints(connection, roles)
    found += await grant_complaints(connection, roles)
    found += await role_complaints(connection, roles)
    found += await function_complaints(connection, roles)
    found += await view_complaints(connection)
    return found


async def table_complaints(connection: Connection) -> list[str]:
    found = []
    for row in await connection.fetch(TABLES):
        name = row["name"]
        if name in PLATFORM:
            continue
        if row["tenant_not_null"] is None:
            found.append(f"{name} has no tenant_id uuid")
        elif not row["tenant_not_null"]:
            found.append(f"{name}.tenant_id may be null")
        if not row["enabled"]:
            found.append(f"{name} does not enable row-level security")
        if not row["forced"]:
            found.append(f"{name} does not force row-level security")
    return found


async def key_complaints(connection: Connection) -> list[str]:
    return [
        f"{row['key']} of {row['name']} leads with {row['leads']}"
        for row in await connection.fetch(LEADING_COLUMNS)
        if row["name"] not in PLATFORM and row["leads"] != "tenant_id"
    ]


async def policy_complaints(connection: Connection, roles: Roles) -> list[str]:
    """Own rows for everybody; everything to read for search and backup; nothing besides."""
    found: list[str] = []
    covered: dict[str, set[str]] = {}
    for row in await connection.fetch(POLICIES):
        place = f"policy {row['policy']} on {row['name']}"
        holders = set(row["roles"])
        if holders <= {roles.search, roles.backup}:
            if (row["cmd"], row["using"], row["with_check"]) != ("SELECT", "true", None):
                found.append(f"{place} gives {', '.join(holders)} more than SELECT")
            continue
        found += _own_rows_only(place, row["cmd"], row["using"], row["with_check"])
        covered.setdefault(row["name"], set()).add(row["cmd"])
    for row in await connection.fetch(TABLES):
        name = row["name"]
        wanted = {"SELECT", "INSERT"} if name in APPEND_ONLY else {"ALL"}
        if name not in PLATFORM and covered.get(name, set()) != wanted:
            there = ", ".join(sorted(covered.get(name, set()))) or "nothing"
            found.append(f"{name} has policies for {there}, not {', '.join(sorted(wanted))}")
    return found


def _own_rows_only(place: str, command: str, using: str | None, check: str | None) -> list[str]:
    """Both clauses, the one that a command does not know aside, and both in the same words."""
    found = []
    if command != "INSERT" and using != OWN_ROWS:
        found.append(f"{place} reads USING {using}")
    if command not in ("SELECT", "DELETE") and check != OWN_ROWS:
        found.append(f"{place} reads WITH CHECK {check}")
    return found


async def grant_complaints(connection: Connection, roles: Roles) -> list[str]:
    """The application writes shops' rows, search reads, backup reads; nobody truncates."""
    found = []
    names = [roles.app, roles.search, roles.backup]
    for row in await connection.fetch(GRANTS, names):
        name, role, privilege = row["name"], row["role"], row["privilege"]
        if privilege not in _lawful_grants(name, role, roles):
            found.append(f"{role.rpartition('_')[2]} has {privilege} on {name}")
    return found


def _lawful_grants(table: str, role: str, roles: Roles) -> set[str]:
    if role == roles.backup:
        return {"SELECT"}
    if role == roles.search:
        return {"SELECT", "INSERT", "DELETE"} if table == "token_directory" else {"SELECT"}
    if table in PLATFORM:
        return {"SELECT"} if table in READABLE_BY_APP else set()
    if table in APPEND_ONLY:
        return {"SELECT", "INSERT"}
    return {"SELECT", "INSERT", "UPDATE", "DELETE"}


async def role_complaints(connection: Connection, roles: Roles) -> list[str]:
    found = []
    names = [roles.app, roles.search, roles.backup]
    for row in await connection.fetch(ROLES, names):
        role = row["role"].rpartition("_")[2]
        if row["mighty"]:
            found.append(f"{role} is a superuser, replicates or bypasses row-level security")
        if row["creates"] or row["makes"]:
            found.append(f"{role} may create roles, databases or tables")
        if row["memberships"]:
            found.append(f"{role} is a member of another role")
        if row["owned"]:
            found.append(f"{role} owns {row['owned']} relations")
    return found


async def function_complaints(connection: Connection, roles: Roles) -> list[str]:
    rows = await connection.fetch(FUNCTIONS)
    doors = {row["name"] for row in rows if row["door"]}
    found = [f"{name} is a door that kit/db.py does not list" for name in sorted(doors - DOORS)]
    found += [f"kit/db.py lists {name}, which is no door" for name in sorted(DOORS - doors)]
    if len(doors) > MOST_DOORS:
        found.append(f"there are {len(doors)} doors, more than {MOST_DOORS}")
    for row in rows:
        if row["everybody"]:
            found.append(f"PUBLIC may execute {row['name']}")
        if row["door"] and row["settings"] != "search_path=pg_catalog, public":
            found.append(f"{row['name']} does not pin its search_path: {row['settings']!r}")
        if row["door"] and row["owner"] != roles.search:
            found.append(f"{row['name']} does not belong to the search role")
    return found


async def view_complaints(connection: Connection) -> list[str]:
    found = []
    for row in await connection.fetch(VIEWS):
        if row["kept"]:
            found.append(f"{row['name']} is a materialised view: no policy guards it")
        elif not row["invoker"]:
            found.append(f"{row['name']} does not ask as its reader (security_invoker)")
    return found
