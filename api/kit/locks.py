"""The only place that writes ``FOR UPDATE``; always ordered by key, so nobody deadlocks.

Domains build their locking statements here, once, as constants of their ``queries.py``.
"""

from __future__ import annotations


def locking(table: str, key: str, columns: str, *, skip_locked: bool = False) -> str:
    """A statement that locks the rows whose ``key`` is in ``$2::bigint[]``, in key order.

    ``FOR NO KEY UPDATE``: rows that refer to the locked ones may still be written. With
    ``skip_locked`` rows that somebody else holds are left out instead of waited for.
    """
    return (
        f"SELECT {columns} FROM {table} "
        f"WHERE tenant_id = $1 AND {key} = ANY($2::bigint[]) "
        f"ORDER BY {key} FOR NO KEY UPDATE{' SKIP LOCKED' if skip_locked else ''}"
    )
