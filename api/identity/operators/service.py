"""Finding an operator of the back office that stands beside the shop."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from api.identity.operators import queries
from api.kit.authz import require

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


async def find_operator(uow: UnitOfWork, phone: str) -> Record | None:
    """Address and state of whoever has this telephone, spelled as it is kept."""
    require(uow.principal, "look_up", "operator")
    return await queries.operator_by_phone(uow, phone)


def is_from_this_machine(address: str, passed_on: Iterable[str]) -> bool:
    """Whether a program beside the server calls.

    ``passed_on`` is everything that proxies said of the way, believed elsewhere or not (D25): a
    proxy on this machine whose word counts for nothing still tells that the caller is somebody
    else.
    """
    named = (part.strip() for line in passed_on for part in line.split(","))
    return _is_loopback(address) and all(map(_is_loopback, named))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
