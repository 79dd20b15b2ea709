"""Access tokens: their shape, what is stored, and how a header is read."""

from __future__ import annotations

import hashlib
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.laravel.tokens import (
    PresentedToken,
    bearer_text,
    new_secret,
    parse_plain,
    plain_text,
    token_hash,
)

SECRET = "a" * 40 + "0" * 8
HASH = hashlib.sha256(SECRET.encode()).digest()


def test_a_secret_is_forty_letters_and_digits_and_their_checksum() -> None:
    secret = new_secret()
    assert re.fullmatch(r"[A-Za-z0-9]{40}[0-9a-f]{8}", secret)
    assert int(secret[40:], 16) == zlib.crc32(secret[:40].encode())


def test_two_secrets_differ() -> None:
    assert new_secret() != new_secret()


def test_the_stored_hash_is_of_the_part_after_the_bar() -> None:
    shown = parse_plain(plain_text(12, SECRET))
    assert shown == PresentedToken(HASH, 12)
    assert token_hash(SECRET) == HASH


def test_a_token_without_an_id_is_looked_up_by_its_hash() -> None:
    assert parse_plain(SECRET) == PresentedToken(HASH, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "|",
        "|secret",
        "5|",
        "abc|secret",
        "-1|secret",
        "1.5|secret",
        " 2|secret",
        "٣|secret",
        f"{2**63}|secret",
        f"{'9' * 5000}|secret",
    ],
)
def test_what_cannot_be_a_token_is_nobody_s(text: str) -> None:
    assert parse_plain(text) is None


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer 2|abc", "2|abc"),
        ("bearer 2|abc", "2|abc"),
        ("BEARER 2|abc", "2|abc"),
        ("Token Bearer 2|abc", "2|abc"),
        ("Bearer 2|abc, foo", "2|abc"),
        ("Bearer 2|abc ", "2|abc"),
        ("Bearer  2|abc", " 2|abc"),
        ("Bearer one Bearer two", "two"),
        ("Bearer ", None),
        ("Bearer", None),
        ("Bearer ,2|abc", None),
        ("Basic 2|abc", None),
        ("2|abc", None),
        ("", None),
    ],
)
def test_the_header_is_read_as_the_old_backend_read_it(header: str, token: str | None) -> None:
    assert bearer_text(header) == token


@given(st.text())
def test_no_header_and_no_token_breaks_the_reader(text: str) -> None:
    parse_plain(bearer_text(text) or "")
