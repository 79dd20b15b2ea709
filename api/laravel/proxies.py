"""Who is really calling when a proxy stands in between (D25).

``X-Forwarded-*`` counts only when the peer is one of ``STOA_TRUSTED_PROXIES``; each proxy appends
the address it saw, so the chain is read from the right and ends at the first stranger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from api.laravel.edge import Edge

_AUTHORITY: Final = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")
_PORT: Final = re.compile(r"[0-9]{1,5}")
_SCHEMES: Final = ("http", "https")


class TrustedProxies:
    """The peers whose ``X-Forwarded-*`` headers are believed."""

    def __init__(self, networks: Sequence[str]) -> None:
        self._networks = tuple(ip_network(network, strict=False) for network in networks)
        # Peers repeat (they are proxies or a handful of clients), so the answer is remembered.
        self.trusts = lru_cache(maxsize=4096)(self._trusts)

    def apply(self, edge: Edge, peer: str, scheme: str, authority: str) -> None:
        """Set the edge's client address, scheme and authority (host with port)."""
        edge.client_address, edge.scheme, edge.authority = peer, scheme, authority
        if not self._networks or not self.trusts(peer):
            return
        edge.client_address = self._client(edge.all_headers(b"x-forwarded-for"), peer)
        forwarded_scheme = _last(edge.header(b"x-forwarded-proto")).lower()
        if forwarded_scheme in _SCHEMES:
            edge.scheme = forwarded_scheme
        host = _last(edge.header(b"x-forwarded-host"))
        if _AUTHORITY.fullmatch(host):
            edge.authority = host
        port = _last(edge.header(b"x-forwarded-port"))
        if _PORT.fullmatch(port):
            edge.authority = _with_port(edge.authority, port, edge.scheme)

    def _client(self, lines: list[str], peer: str) -> str:
        address = peer
        for entry in reversed([entry for line in lines for entry in line.split(",")]):
            candidate = _bare_address(entry)
            if candidate is None:
                return address
            address = candidate
            if not self.trusts(candidate):
                return address
        return address

    def _trusts(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


def _bare_address(entry: str) -> str | None:
    text = entry.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _last(value: str | None) -> str:
    return "" if value is None else value.rpartition(",")[2].strip()


def _with_port(authority: str, port: str, scheme: str) -> str:
    name = authority.rpartition("]")[0] + "]" if "]" in authority else authority.partition(":")[0]
    usual = {"http": "80", "https": "443"}[scheme]
    return name if port == usual else f"{name}:{port}"
