"""When an answer is the recorded one.

Equal statuses; JSON equal as values (order of keys and spelling of numbers do not matter); volatile
places by type; private keys absent; the recorded headers equal; cookies by name and attributes. An
error may carry keys beyond the recorded ones, a success may not.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontend_contract.records import Record

# How many calls are left, which caches to tell apart and when it happened are not compared.
UNCOMPARED_HEADERS: Final = frozenset({"x-ratelimit-remaining", "vary", "date"})
RECORDED_SESSION_COOKIE: Final = "project_dixis_session"
_FIRST_ERROR: Final = 400
_THOUSANDS: Final = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d{2}")
_COOKIE: Final = re.compile(r"(?P<name>[^\s=]+) \[(?P<attributes>.*)\]")
_ROOT: Final = "$.body"
_CONTAINERS: Final[dict[type, str]] = {dict: "an object", list: "a list"}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: names of headers in small letters, ``cookies`` the Set-Cookie values."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    content: bytes

    @property
    def body(self) -> Any:
        """The JSON value, None for nothing, else the text; so for JSON that is none."""
        if not self.content:
            return None
        if "json" in self.headers.get("content-type", ""):
            with suppress(msgspec.DecodeError):
                return msgspec.json.decode(self.content)
        return self.content.decode("utf-8", "replace")


def differences(record: Record, answer: Answer, *, session_cookie: str) -> list[str]:
    """In what the answer is not the recorded one, a sentence each; nothing when it is.

    ``session_cookie`` is our name for the recorded session cookie.
    """
    found: list[str] = []
    if answer.status != record.response.status:
        found.append(f"status {answer.status} instead of {record.response.status}")
    found += _header_differences(record, answer, session_cookie)
    if record.response_raw is not None:
        if answer.content.decode("utf-8", "replace") != record.response_raw:
            found.append("the bytes of the body are others")
        return found
    actual = answer.body
    private = frozenset(record.private)
    found += [f"{path} must not be shown" for path in _standing(actual, private, _ROOT)]
    expected = without(record.response.body, private)
    more_keys = answer.status >= _FIRST_ERROR
    found += _differing(expected, actual, _ROOT, frozenset(record.volatile), more_keys)
    return found


def _header_differences(record: Record, answer: Answer, session_cookie: str) -> Iterator[str]:
    for name, expected in record.response.headers.items():
        if name in UNCOMPARED_HEADERS:
            continue
        if name == "set-cookie":
            wanted = [expected] if isinstance(expected, str) else expected
            yield from _cookie_differences(wanted, answer.cookies, session_cookie)
        elif answer.headers.get(name) != expected:
            yield f"{name} is {answer.headers.get(name)!r} instead of {expected!r}"


def _cookie_differences(
    expected: list[str], actual: list[str], session_cookie: str
) -> Iterator[str]:
    wanted = {_recorded_cookie(text, session_cookie) for text in expected}
    sent = {_sent_cookie(text) for text in actual}
    for name, attributes in sorted(wanted - sent):
        yield f"no cookie {name} with {attributes}"
    for name, attributes in sorted(sent - wanted):
        yield f"a cookie {name} with {attributes} that is not recorded"


def _recorded_cookie(text: str, session_cookie: str) -> tuple[str, str]:
    match = _COOKIE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no recorded cookie; write `name [path=/; httponly]`.")
    name = session_cookie if match["name"] == RECORDED_SESSION_COOKIE else match["name"]
    return name, _attributes(match["attributes"].split(";"))


def _sent_cookie(text: str) -> tuple[str, str]:
    pair, *attributes = text.split(";")
    return pair.partition("=")[0].strip(), _attributes(attributes)


def _attributes(parts: list[str]) -> str:
    """Sorted and in small letters; when a cookie ends is a moment and does not count."""
    named = sorted(part.strip().lower() for part in parts if part.strip())
    return "; ".join(one for one in named if not one.startswith(("expires=", "max-age=")))


def _standing(value: Any, keys: frozenset[str], path: str) -> Iterator[str]:
    """The paths at which one of the keys stands."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if key in keys:
                yield f"{path}.{key}"
            yield from _standing(entry, keys, f"{path}.{key}")
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _standing(entry, keys, f"{path}[{number}]")


def without(value: Any, keys: frozenset[str]) -> Any:
    """A JSON value with the keys taken out wherever they stand."""
    if isinstance(value, dict):
        return {key: without(entry, keys) for key, entry in value.items() if key not in keys}
    if isinstance(value, list):
        return [without(entry, keys) for entry in value]
    return value


def _differing(
    expected: Any, actual: Any, path: str, volatile: frozenset[str], more_keys: bool = False
) -> Iterator[str]:
    if path in volatile:
        if kind_of(expected) != kind_of(actual):
            yield f"{path} is {kind_of(actual)} instead of {kind_of(expected)}"
    elif kind_of(expected) != kind_of(actual):
        yield f"{path} is {_shown(actual)} instead of {_shown(expected)}"
    elif isinstance(expected, dict):
        yield from _differing_objects(expected, actual, path, volatile, more_keys)
    elif isinstance(expected, list):
        if len(expected) != len(actual):
            yield f"{path} has {len(actual)} entries instead of {len(expected)}"
        for number, (wanted, got) in enumerate(zip(expected, actual, strict=False)):
            yield from _differing(wanted, got, f"{path}[{number}]", volatile)
    elif _plain(expected) != actual:
        yield f"{path} is {_shown(actual)} instead of {_shown(expected)}"


def _differing_objects(
    expected: dict[str, Any],
    actual: dict[str, Any],
    path: str,
    volatile: frozenset[str],
    more_keys: bool,
) -> Iterator[str]:
    for key, wanted in expected.items():
        if key not in actual:
            yield f"{path}.{key} is missing"
        else:
            yield from _differing(wanted, actual[key], f"{path}.{key}", volatile)
    if not more_keys:
        yield from (f"{path}.{key} is not recorded" for key in actual if key not in expected)


def kind_of(value: Any) -> str:
    """A value's JSON type in words; numbers are one, however they are spelled."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    return "a text" if isinstance(value, str) else _CONTAINERS[type(value)]


def _plain(value: Any) -> Any:
    """The recorded value with the thousands commas of money taken out (deviation D17)."""
    if isinstance(value, str) and _THOUSANDS.fullmatch(value):
        return value.replace(",", "")
    return value


def _shown(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 120 else f"{text[:117]}..."
