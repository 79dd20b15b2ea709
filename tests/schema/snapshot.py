"""Everything the catalogue says about schema ``public``, as comparable lines."""

from __future__ import annotations

import asyncpg

LINES = """
SELECT format('column %s.%s %s %s %s %s', c.relname, a.attname, a.attnum,
              format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
UNION ALL
SELECT format('table %s owner=%s rls=%s forced=%s acl=%s', c.relname, c.relowner::regrole,
              c.relrowsecurity, c.relforcerowsecurity, c.relacl)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S')
UNION ALL
SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT format('policy %s %s %s %s %s %s', tablename, policyname, roles, cmd, qual, with_check)
FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT format('function %s owner=%s acl=%s %s', p.oid::regprocedure, p.proowner::regrole, p.proacl,
              pg_get_functiondef(p.oid))
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
UNION ALL
SELECT format('schema %s', nspacl) FROM pg_namespace WHERE nspname = 'public'
ORDER BY 1
"""


async def snapshot(url: str) -> list[str]:
    """Columns, tables with grants, constraints, indexes, policies, functions; sorted."""
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch(LINES)]
    finally:
        await connection.close()
