"""Answers sent smaller to callers who take gzip (RFC 9110, section 8.4).

Only answers to GET are compressed, and only whole ones: what streams (exports, pictures) is sent
as it is. An answer to a change may hold a secret that was drawn for it beside what the caller sent,
and the length of such an answer must tell nothing; pages mask their anti-forgery token anew each
time for the same reason (``SessionCookies.masked_token``).
"""

from __future__ import annotations

import zlib
from typing import Final

Header = tuple[bytes, bytes]

SMALLEST: Final = 1024
"""Bytes; a smaller answer fits into one packet anyway."""
# 48 KB of products: 0.4 ms and 9.1 KB; level 6 needs twice the time for a tenth less.
LEVEL: Final = 4
GZIP: Final = 31  # zlib's window bits for gzip's frame
KINDS: Final = (
    b"text/",
    b"application/json",
    b"application/problem+json",
    b"application/xml",
    b"application/manifest+json",
    b"image/svg+xml",
)
ACCEPT_ENCODING: Final = b"Accept-Encoding"


def may_shrink(method: str, headers: list[Header]) -> bool:
    """Whether an answer with these headers is text that nobody has encoded yet."""
    kind = b""
    for name, value in headers:
        if name == b"content-encoding":
            return False
        if name == b"content-type":
            kind = value
    return method == "GET" and kind.startswith(KINDS)


def accepts_gzip(given: bytes | None) -> bool:
    """Whether an ``Accept-Encoding`` lists gzip (or everything) with a weight above zero."""
    if not given:
        return False
    weights: dict[bytes, bool] = {}
    for entry in given.lower().split(b","):
        name, *parameters = (part.strip() for part in entry.split(b";"))
        weights[name] = not any(one.replace(b" ", b"") in _NONE for one in parameters)
    return weights.get(b"gzip", weights.get(b"*", False))


def shrunk(body: bytes) -> bytes:
    """The body in gzip's format."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return compressor.compress(body) + compressor.flush()


def with_encoding(headers: list[Header], length: int) -> list[Header]:
    """The headers of the compressed answer; a strong entity tag becomes a weak one."""
    changed = [(name, value) for name, value in headers if name != b"content-length"]
    changed = [
        (name, b"W/" + value if name == b"etag" and value.startswith(b'"') else value)
        for name, value in changed
    ]
    return [
        *changed,
        (b"content-encoding", b"gzip"),
        (b"content-length", str(length).encode("ascii")),
    ]


def varying(headers: list[Header]) -> list[Header]:
    """The headers with ``Vary: Accept-Encoding`` beside whatever else the answer varies by."""
    varies = b", ".join(value for name, value in headers if name == b"vary")
    kept = [(name, value) for name, value in headers if name != b"vary"]
    return [*kept, (b"vary", varies + b", " + ACCEPT_ENCODING if varies else ACCEPT_ENCODING)]


_NONE: Final = frozenset({b"q=0", b"q=0.0", b"q=0.00", b"q=0.000"})
