"""Single rules: which values pass, and the sentence the others get."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from api.laravel.rules import Rules

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def sentences(line: str, value: object) -> list[str]:
    """What the field ``f`` is told about one value under one line of rules."""
    return Rules({"f": line}).examine({"f": value}, moment=NOON).errors.get("f", [])


MUST = "The f field must be"
# line of rules | sentence | values that pass | values that fail with that sentence alone
TABLE: list[tuple[str, str, list[Any], list[Any]]] = [
    ("required", "The f field is required.", ["x", 0, False, [0]], [None, "", " ", [], {}]),
    ("filled", "The f field must have a value.", ["x", 0], [None, []]),
    ("prohibited", "The f field is prohibited.", [None, [], ""], ["x", 0, False]),
    ("missing", "The f field must be missing.", [], [None, "x"]),
    ("accepted", f"{MUST} accepted.", [True, 1, "1", "yes", "on", "true"], [False, 0, 1.0, None]),
    ("declined", f"{MUST} declined.", [False, 0, "0", "no", "off"], [True, "", "yes", None]),
    ("string", f"{MUST} a string.", ["x", "12"], [None, 1, True, [], {"a": 1}]),
    (
        "integer",
        f"{MUST} an integer.",
        [1, -1, "12", "-12", "+7", 1.0, True, 2**63 - 1, "-9223372036854775808", "0", "-0"],
        [
            "007",
            "1e3",
            "1.5",
            "0x1A",
            1.5,
            1e20,
            False,
            None,
            [],
            2**63,
            -(2.0**63),
            "9" * 30,
            "1_0",
            "１",
        ],
    ),
    ("integer:strict", f"{MUST} an integer.", [1], ["1", 1.0, True]),
    (
        "numeric",
        f"{MUST} a number.",
        [1, 1.5, "1e3", "007", ".5", "5.", "-0.1"],
        [True, None, "abc", "0x1A", "1_0", "", [], "١", "1 2"],
    ),
    ("numeric:strict", f"{MUST} a number.", [1, 1.5], ["1"]),
    (
        "boolean",
        f"{MUST} true or false.",
        [True, False, 0, 1, "0", "1"],
        ["true", "false", "yes", 1.0, 2, None],
    ),
    ("boolean:strict", f"{MUST} true or false.", [True], [1, "1"]),
    ("array", f"{MUST} an array.", [[], {}, [1], {"a": 1}], [None, "x", 1]),
    ("array:a,b", f"{MUST} an array.", [{"a": 1}], [{"a": 1, "c": 2}]),
    ("list", f"{MUST} a list.", [[], {}, {"0": "x"}], [{"a": 1}, {"1": "x"}, "x"]),
    ("alpha", "The f field must only contain letters.", ["abc", "ελιά"], ["a1", "a b", 1, None]),
    ("alpha:ascii", "The f field must only contain letters.", ["abc"], ["ελιά"]),
    ("alpha_num", "The f field must only contain letters and numbers.", ["a1", 12], ["-1", 1.5]),
    ("digits:2", f"{MUST} 2 digits.", ["12", 12], ["1", "-1", "1.5", "123", None, [1]]),
    ("digits_between:2,3", f"{MUST} between 2 and 3 digits.", ["12", "007"], ["1", "1234", "ab"]),
    ("min_digits:2", "The f field must have at least 2 digits.", ["12", 123], ["1", "ab"]),
    ("max_digits:2", "The f field must not have more than 2 digits.", ["12", 1], ["123", "-1"]),
    ("decimal:2", "The f field must have 2 decimal places.", ["1.50", "0.10"], ["1.5", 1, "1e3"]),
    ("decimal:0,2", "The f field must have 0-2 decimal places.", ["1", "1.55"], ["1.555", True]),
    ("multiple_of:3", f"{MUST} a multiple of 3.", [12, "-12", 0], [1, "x", "1e-400"]),
    ("in:a,b", "The selected f is invalid.", ["a"], ["c", "A", None, ["a"], 1]),
    ("not_in:a,12", "The selected f is invalid.", ["b", None], ["a", 12]),
    (r"regex:/^\d{5}$/", "The f field format is invalid.", ["12345", 12345], ["1234", "١٢٣٤٥", []]),
    (r"not_regex:/^\d+$/", "The f field format is invalid.", ["a"], ["1", 1]),
    ("regex:/^ab$/i", "The f field format is invalid.", ["AB"], ["abc"]),
    ("starts_with:a,b", "The f field must start with one of the following: a, b.", ["ax"], ["x"]),
    ("ends_with:a,b", "The f field must end with one of the following: a, b.", ["xa"], ["x"]),
    ("lowercase", f"{MUST} lowercase.", ["ελ", "a1"], ["Ελ", 1]),
    ("uppercase", f"{MUST} uppercase.", ["ΕΛ", "A1"], ["Ελ", 1]),
    ("json", f"{MUST} a valid JSON string.", ['{"a":1}', "12", True], ["{", "007", [], None]),
    (
        "email",
        f"{MUST} a valid email address.",
        ["a@b", '"a b"@c.com', "(c)a@b.com", "ελ@παρ.gr", "a@[127.0.0.1]", "o'neil+x@b.co.uk"],
        [
            ".a@b.com",
            "a..b@c.com",
            "a@b_c.com",
            "a@-b.com",
            "a@b.c.",
            "a@",
            "@b",
            "a@@b",
            1,
            "a@" + "x" * 64 + ".com",
            "a\n@b.com",
        ],
    ),
    (
        "url",
        f"{MUST} a valid URL.",
        [
            "http://a.b",
            "HTTPS://EXAMPLE.COM",
            "http://localhost:3000/a?b#c",
            "http://[::1]/",
            "git://x.com",
            "https://u:p@h.com/ü",
            "https://ελ.gr",
            "https://a_b.com",
        ],
        [
            "//x.com",
            "x.com",
            "http://",
            "http://a..b",
            "mailto:a@b.c",
            "javascript://x",
            "a://b",
            "https://ex ample.com",
            "file:///etc/passwd",
            "http://[1]/",
            1,
            None,
        ],
    ),
    (
        "date",
        f"{MUST} a valid date.",
        [
            "2026-01-15",
            "2026-1-5",
            "01/15/2026",
            "15-01-2026",
            "@1700000000",
            "Jan 5 2026",
            "2026-01-15T10:00:00+02:00",
            "20260115",
            "2026-01-15 10:00",
            "Thu, 15 Jan 2026 10:00",
        ],
        [
            "15/01/2026",
            "2026-02-30",
            "now",
            "tomorrow",
            "2026",
            "10:00",
            "0000-00-00",
            1700000000,
            "2026-01-15" + " " * 100000 + "x",
            "9999-12-31T23:00:00-15:00",
            None,
            True,
        ],
    ),
    (
        "date_format:Y-m-d",
        "The f field must match the format Y-m-d.",
        ["2026-01-05"],
        ["2026-1-5"],
    ),
    ("after:2026-01-15", f"{MUST} a date after 2026-01-15.", ["2026-01-16"], ["2026-01-15", "x"]),
    ("before:today", f"{MUST} a date before today.", ["2026-01-14"], ["2026-01-15"]),
    ("after_or_equal:now", f"{MUST} a date after or equal to now.", ["2026-01-16"], ["2026-01-15"]),
    ("uuid", f"{MUST} a valid UUID.", ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"], ["a0eebc99", 1]),
    (
        "ulid",
        f"{MUST} a valid ULID.",
        ["01ARZ3NDEKTSV4RRFFQ69G5FAV"],
        ["01ARZ3NDEKTSV4RRFFQ69G5FAU"],
    ),
    ("ip", f"{MUST} a valid IP address.", ["1.2.3.4", "::1"], ["1.2.3", "fe80::1%eth0", 1]),
    ("ipv4", f"{MUST} a valid IPv4 address.", ["1.2.3.4"], ["::1"]),
    ("ipv6", f"{MUST} a valid IPv6 address.", ["::1"], ["1.2.3.4"]),
    ("timezone", f"{MUST} a valid timezone.", ["Europe/Athens"], ["Athens"]),
    ("hex_color", f"{MUST} a valid hexadecimal color.", ["#fff", "#00ff00"], ["fff"]),
    ("mac_address", f"{MUST} a valid MAC address.", ["00:1A:2b:3c:4d:5e"], ["00:1A-2b:3c:4d:5e"]),
    ("contains:a", "The f field is missing a required value.", [["a", "b"]], [["b"], "a"]),
    ("required_array_keys:a", "The f field must contain entries for: a.", [{"a": 1}], [{}, "a"]),
    ("min:2", "The f field must be at least 2 characters.", ["ab", [1, 2], 12], ["a", None, 1]),
    ("string|max:2", "The f field must not be greater than 2 characters.", ["ελ", "😀😀"], ["abc"]),
    ("string|size:2", f"{MUST} 2 characters.", ["ab"], ["abc"]),
    ("string|between:2,3", f"{MUST} between 2 and 3 characters.", ["ab"], ["a", "abcd"]),
    ("integer|min:2", "The f field must be at least 2.", [2, "12"], [1, "1", True]),
    ("numeric|max:9.99", "The f field must not be greater than 9.99.", ["9.99"], ["9.991", 1e20]),
    ("numeric|between:-90,90", f"{MUST} between -90 and 90.", [-90, "90"], ["90.0000001"]),
    ("array|min:2", "The f field must have at least 2 items.", [[1, 2]], [[1], {"a": 1}]),
    ("array|max:1", "The f field must not have more than 1 items.", [[1]], [[1, 2]]),
    ("array|between:1,2", "The f field must have between 1 and 2 items.", [[1]], [[], [1, 2, 3]]),
    ("gt:1", f"{MUST} greater than 1.", ["1.5", 2], ["1", 0]),
    ("gt:1", f"{MUST} greater than 1 characters.", [], ["abc", None, [1, 2]]),
    ("lte:2", f"{MUST} less than or equal to 2.", [2, "1.5"], ["2.5"]),
    ("exists:users,id", "The selected f is invalid.", [1, "1"], ["abc", [1, 2], 1.5, 2**70, None]),
]


@pytest.mark.parametrize(("line", "sentence", "good", "bad"), TABLE, ids=[row[0] for row in TABLE])
def test_a_rule_says_its_sentence_about_bad_values_only(
    line: str, sentence: str, good: list[Any], bad: list[Any]
) -> None:
    assert {repr(value): sentences(line, value) for value in good} == {repr(v): [] for v in good}
    said = {repr(value): sentences(line, value) for value in bad if value not in ("", " ")}
    assert said == {key: [sentence] for key in said}
