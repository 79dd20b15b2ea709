"""Answers sent smaller to callers who take gzip, and what their length must not tell."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from api.kit.errors import CsrfMismatch
from api.laravel.compression import SMALLEST, accepts_gzip, with_encoding
from api.laravel.edge import Edge
from api.laravel.session import SessionCookies
from storefront import assets
from tests.support.wire_app import MOMENT, SECRET_KEY

if TYPE_CHECKING:
    import httpx

PRODUCTS = "/api/v1/public/products"
VALUE = "g" + "v" * 43
SESSIONS = SessionCookies(SECRET_KEY, "stoa_session", [])


async def sent(
    client: httpx.AsyncClient, path: str, encoding: str, method: str = "GET"
) -> tuple[httpx.Headers, bytes]:
    """An answer's headers, and its bytes as they came over the wire."""
    async with client.stream(method, path, headers={"accept-encoding": encoding}) as answer:
        return answer.headers, b"".join([part async for part in answer.aiter_raw()])


async def test_a_long_answer_is_sent_smaller_to_whoever_takes_gzip(
    client: httpx.AsyncClient,
) -> None:
    plain, whole = await sent(client, PRODUCTS, "identity")
    packed, small = await sent(client, PRODUCTS, "br, gzip;q=0.8")
    assert gzip.decompress(small) == whole
    assert len(small) < len(whole) / 2
    assert packed["content-encoding"] == "gzip"
    assert packed["content-length"] == str(len(small))
    assert "content-encoding" not in plain
    assert plain["content-length"] == str(len(whole))
    for headers in (plain, packed):
        assert "Accept-Encoding" in headers["vary"].split(", ")


async def test_head_says_what_get_would_send(client: httpx.AsyncClient) -> None:
    got, _ = await sent(client, PRODUCTS, "gzip")
    head, nothing = await sent(client, PRODUCTS, "gzip", "HEAD")
    assert nothing == b""
    assert head["content-encoding"] == "gzip"
    assert head["content-length"] == got["content-length"]


async def test_pages_and_stylesheets_are_sent_smaller_too(client: httpx.AsyncClient) -> None:
    for path in ("/", assets.address("site.css"), assets.address("js/checkout.js")):
        headers, body = await sent(client, path, "gzip")
        assert headers["content-encoding"] == "gzip", path
        assert len(gzip.decompress(body)) > len(body)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_short_answer_and_an_answer_to_a_change_stay_as_they_are(
    client: httpx.AsyncClient,
) -> None:
    headers, body = await sent(client, "/healthz", "gzip")
    assert len(body) < SMALLEST
    assert "content-encoding" not in headers
    # The mistake is reflected at length; beside it could stand a token that was just drawn.
    long_email = "x" * 4000
    login = {"email": long_email, "password": long_email}
    answer = await client.post("/api/v1/auth/login", json=login)
    assert "content-encoding" not in answer.headers
    await client.get("/auth/login", headers={"accept": "text/html"})
    form = {"_token": client.cookies["XSRF-TOKEN"], "email": long_email, "password": "wrong"}
    page = await client.post("/auth/login", data=form, headers={"accept": "text/html"})
    assert long_email in page.text
    assert "content-encoding" not in page.headers


@pytest.mark.parametrize(
    ("given", "takes"),
    [
        (None, False),
        (b"", False),
        (b"gzip", True),
        (b"GZIP, deflate", True),
        (b"br;q=1.0, gzip;q=0.5", True),
        (b"*", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.000, *", False),
        (b"*;q=0", False),
        (b"identity", False),
        (b"x-gzip-like", False),
        (b";;,,", False),
    ],
)
def test_accept_encoding_is_read_with_its_weights(given: bytes | None, takes: bool) -> None:
    assert accepts_gzip(given) is takes


def test_a_strong_entity_tag_becomes_a_weak_one() -> None:
    headers = with_encoding([(b"etag", b'"v1"'), (b"content-length", b"9")], 5)
    assert (b"etag", b'W/"v1"') in headers
    assert headers.count((b"content-length", b"5")) == 1
    assert (b"etag", b'W/"v1"') in with_encoding([(b"etag", b'W/"v1"')], 5)


async def test_no_page_bears_the_same_token_twice(client: httpx.AsyncClient) -> None:
    tokens = set()
    for _ in range(3):
        page = await client.get("/auth/login", headers={"accept": "text/html"})
        tokens.add(page.text.partition('name="_token" value="')[2].partition('"')[0])
        assert client.cookies["XSRF-TOKEN"] not in page.text
    assert len(tokens) == 3


@pytest.mark.parametrize("shown", ["plain", "masked"])
def test_a_masked_token_counts_like_the_plain_one(shown: str) -> None:
    token = SESSIONS.csrf_token(VALUE) if shown == "plain" else SESSIONS.masked_token(VALUE)
    SESSIONS.check_csrf(_post(token))


@pytest.mark.parametrize("wrong", ["other session", "cut", "longer", "nothing", "changed"])
def test_a_wrong_masked_token_opens_nothing(wrong: str) -> None:
    masked = SESSIONS.masked_token(VALUE)
    shown = {
        "other session": SESSIONS.masked_token("g" + "w" * 43),
        "cut": masked[:-1],
        "longer": masked + "A",
        "nothing": "A" * 86,
        "changed": ("B" if masked[0] == "A" else "A") + masked[1:],
    }[wrong]
    with pytest.raises(CsrfMismatch):
        SESSIONS.check_csrf(_post(shown))


def _post(token: str) -> Edge:
    edge = Edge(
        method="POST",
        path="/logout",
        query_string=b"",
        raw_headers=[
            (b"x-xsrf-token", token.encode()),
            (b"cookie", b"stoa_session=" + VALUE.encode()),
        ],
        moment=MOMENT,
        request_id="r",
    )
    SESSIONS.read(edge)
    return edge
