"""Rules about names of things out there: e-mail, URL, IP, UUID, ULID, MAC, colour, time zone.

All patterns are linear in the length of the text: no two neighbouring repeats share a letter.
"""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from collections.abc import Callable
from functools import cache

from api.laravel.rules.rule import Making, plain, type_of_test

# RFC 5322 addr-spec with RFC 6531 letters; a comment may stand at either end of a part.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_COMMENT = r"(?:\([^()\\\r\n\x00]*\))?"
_QUOTED = r'"(?:[^"\\\r\n\x00]|\\[^\r\n\x00])*"'
_LOCAL = rf"{_COMMENT}(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED}){_COMMENT}"
# RFC 1035: a label has at most 63 characters and no hyphen at its ends.
_LABEL = r"(?!-)[A-Za-z0-9\u0080-\U0010ffff-]{1,63}(?<!-)"
_DOMAIN = rf"{_COMMENT}(?:{_LABEL}(?:\.{_LABEL})*|\[[^\[\]\\\s\x00]+\]){_COMMENT}"
_EMAIL = re.compile(rf"{_LOCAL}@{_DOMAIN}")

# Schemes that name a host. javascript:, data:, file: and mailto: are refused by the contract.
_SCHEMES = "https?|ftps?|sftp|git|ssh|svn|wss?|ircs?|ldaps?|nfs|rtsp|rsync|sips?|smb|vnc|xmpp"
_URL = re.compile(
    rf"({_SCHEMES})://"
    r"(?:[^\s/?#@\x00]*@)?"
    r"(\[[0-9A-Fa-f:.]+\]|[\w-]+(?:\.[\w-]+)*\.?)"
    r"(?::[0-9]{1,5})?"
    r"(?:[/?#][^\s\x00]*)?",
    re.IGNORECASE,
)

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE)
_MAC = re.compile(
    r"[0-9A-F]{2}([:-])(?:[0-9A-F]{2}\1){4}[0-9A-F]{2}|(?:[0-9A-F]{4}\.){2}[0-9A-F]{4}",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)


def is_email(value: object) -> bool:
    """True for an RFC address: ``a@b``, ``"a b"@c.com`` and Greek ones too; not ``a..b@c.com``."""
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


def _url(parameters: tuple[str, ...]) -> type_of_test:
    """url, or url:http,https to take only these schemes."""
    schemes = frozenset(parameters)
    return lambda value, look: is_url(value) and (not schemes or _scheme(value) in schemes)


def is_url(value: object) -> bool:
    """True for ``scheme://host…`` with a known scheme; ``http://a..b`` and ``//x`` are not."""
    match = _URL.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    host = match.group(2)
    return not host.startswith("[") or _is_ip(host[1:-1], ipaddress.IPv6Address)


def _scheme(value: object) -> str:
    return str(value).partition(":")[0].lower()


def _is_ip(value: object, kind: Callable[[str], object]) -> bool:
    if not isinstance(value, str) or "%" in value or "/" in value:
        return False
    try:
        kind(value)
    except ValueError:
        return False
    return True


def _fits(pattern: re.Pattern[str]) -> Making:
    return plain(lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


ADDRESSES: dict[str, Making] = {
    "email": plain(is_email),
    "hex_color": _fits(_COLOUR),
    "ip": plain(lambda value: _is_ip(value, ipaddress.ip_address)),
    "ipv4": plain(lambda value: _is_ip(value, ipaddress.IPv4Address)),
    "ipv6": plain(lambda value: _is_ip(value, ipaddress.IPv6Address)),
    "mac_address": _fits(_MAC),
    "timezone": plain(lambda value: isinstance(value, str) and value in _time_zones()),
    "ulid": _fits(_ULID),
    "url": Making(test=_url),
    "uuid": _fits(_UUID),
}
