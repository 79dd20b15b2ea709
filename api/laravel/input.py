"""What a request carries, read as the contract reads it (section 3.3): JSON, forms, query.

One result for every source: texts trimmed, blank texts null, the body before the query. What
cannot be read is not an error yet: it is raised when the values are asked for, because 401, 404,
419 and 429 come first (deviation D7).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec
from multipart import MultipartError, MultipartParser, parse_options_header

from api.kit.errors import BadRequest, PayloadTooLarge

# 1 MiB: an order of 1,000 lines takes 50 KiB. Uploads have routes of their own.
LARGEST_BODY: Final = 1_048_576
DEEPEST_NESTING: Final = 64
# PHP's own limit (max_input_vars) for forms and queries.
MOST_VARIABLES: Final = 1_000
# These are taken as typed: blanks at the ends of a password belong to it.
UNTRIMMED: Final = frozenset({"password", "password_confirmation", "current_password"})

# Blanks of every script (Unicode White_Space), NUL, and letters without width.
BLANKS: Final = (
    "\0\t\n\v\f\r \x85\xa0\xad\u1680\u180e"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u2061\u2062\u2063\u2064"
    "\u3000\ufeff"
)

_PARTS = re.compile(r"\[([^\]]*)\]")
_NOT_IN_NAMES = str.maketrans(" .", "__")


class Upload(msgspec.Struct, frozen=True):
    """A file of a multipart form, whole in memory (the body is bounded)."""

    filename: str
    content_type: str
    content: bytes


class Input:
    """The values of one request; ``values`` and ``query`` raise BadRequest if it was malformed."""

    __slots__ = ("_query", "_values", "files", "malformed")

    def __init__(
        self,
        values: dict[str, object],
        query: dict[str, object],
        files: dict[str, list[Upload]],
        malformed: BadRequest | None = None,
    ) -> None:
        self._values = values
        self._query = query
        self.files = files
        self.malformed = malformed

    @property
    def values(self) -> dict[str, object]:
        """Body and query together; the body wins."""
        if self.malformed is not None:
            raise self.malformed
        return self._values

    @property
    def query(self) -> dict[str, object]:
        """The query alone."""
        if self.malformed is not None:
            raise self.malformed
        return self._query


def parse_input(
    content_type: str,
    body: bytes,
    query_string: bytes,
    method: str,
    largest_body: int = LARGEST_BODY,
) -> Input:
    """Reads a request. Raises PayloadTooLarge at once; what is malformed waits in the result."""
    if len(body) > largest_body:
        raise PayloadTooLarge("The POST data is too large.")
    files: dict[str, list[Upload]] = {}
    try:
        query = clean_values(_nested(_pairs(query_string))) if query_string else {}
        sent = clean_values(_sent(content_type, body, method, files))
    except UnicodeDecodeError:
        return Input({}, {}, {}, BadRequest("The request contains text that is not valid UTF-8."))
    except BadRequest as malformed:
        return Input({}, {}, {}, malformed)
    return Input({**query, **sent} if query else sent, query, files)


def _sent(
    content_type: str, body: bytes, method: str, files: dict[str, list[Upload]]
) -> dict[str, object]:
    """The values of the body. Case counts in JSON's types; forms are not read on GET."""
    if "/json" in content_type or "+json" in content_type:
        return _json(body)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded" and method in ("POST", "PUT", "PATCH", "DELETE"):
        return _nested(_pairs(body))
    if kind == "multipart/form-data" and method == "POST":
        return _nested(_multipart(content_type, body, files))
    return {}


def _json(body: bytes) -> dict[str, object]:
    """An object as it is; a list by place; null is nothing; a scalar is a list of one."""
    if not body:
        return {}
    try:
        value = msgspec.json.decode(body)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError:
        raise
    except (msgspec.MsgspecError, ValueError):
        raise BadRequest("The request body is not valid JSON.") from None
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    members = value if isinstance(value, list) else [value]
    return {str(place): member for place, member in enumerate(members)}


def clean_values(values: dict[str, object]) -> dict[str, object]:
    """Trims every text and turns blank ones into null; passwords keep their blanks.

    Objects keyed 0, 1, 2 … become lists, integers beyond 64 bits floats, as PHP has them.
    Raises BadRequest for values nested deeper than 64.
    """
    cleaned: dict[str, object] = {}
    for key, value in values.items():
        if key in UNTRIMMED and isinstance(value, str):
            cleaned[key] = value or None
        else:
            cleaned[key] = _clean(value, 2)
    return cleaned


def _clean(value: object, depth: int) -> object:
    if type(value) is str:
        return value.strip(BLANKS) or None
    if type(value) is int:
        return value if -(2**63) <= value < 2**63 else _beyond_integers(value)
    if isinstance(value, list | dict) and depth > DEEPEST_NESTING:
        raise _too_deep()
    if isinstance(value, list):
        return [_clean(member, depth + 1) for member in value]
    if isinstance(value, dict):
        if value and all(key == str(place) for place, key in enumerate(value)):
            return [_clean(member, depth + 1) for member in value.values()]
        return {key: _clean(member, depth + 1) for key, member in value.items()}
    return value


def _beyond_integers(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        raise BadRequest("The request body contains a number that is too large.") from None


def _too_deep() -> BadRequest:
    return BadRequest(f"The request is nested deeper than {DEEPEST_NESTING} levels.")


def _pairs(text: bytes) -> Iterator[tuple[str, str]]:
    """Names and values of a query or form, decoded. Raises UnicodeDecodeError."""
    count = 0
    for part in text.split(b"&"):
        if not part:
            continue
        count += 1
        if count > MOST_VARIABLES:
            raise BadRequest(f"The request has more than {MOST_VARIABLES} variables.")
        name, _, value = part.partition(b"=")
        yield _decoded(name), _decoded(value)


def _decoded(text: bytes) -> str:
    return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8")


def _multipart(
    content_type: str, body: bytes, files: dict[str, list[Upload]]
) -> Iterator[tuple[str, str]]:
    """The text parts in order; file parts go into ``files``."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    parser = MultipartParser(
        io.BytesIO(body),
        boundary,
        part_limit=MOST_VARIABLES,
        spool_limit=len(body) + 1,
        memory_limit=len(body) + 1,
    )
    try:
        for part in parser:
            if part.filename is None:
                yield part.name, part.raw.decode("utf-8")
            else:
                upload = Upload(part.filename, part.content_type, part.raw)
                files.setdefault(part.name, []).append(upload)
    except (MultipartError, LookupError):
        raise BadRequest("The request body is not a valid multipart form.") from None


def _nested(pairs: Iterator[tuple[str, str]]) -> dict[str, object]:
    """Puts ``a[]=1`` and ``a[b]=1`` into lists and objects; the last of equal names wins.

    Blanks and dots in a name become ``_``. Names that are empty or start with a bracket are
    dropped (contract: ``input.query-14``). Raises BadRequest for brackets deeper than 64.
    """
    tree: dict[str, object] = {}
    for name, value in pairs:
        path = _path_of(name.lstrip(" "))
        if len(path) > DEEPEST_NESTING:
            raise _too_deep()
        if path:
            _plant(tree, path, value)
    return tree


def _path_of(name: str) -> list[str]:
    """``a[b][]`` → a, b, nothing. An unclosed bracket is a ``_`` like other odd letters."""
    head, bracket, rest = name.partition("[")
    if not head:
        return []
    head = head.translate(_NOT_IN_NAMES)
    if not bracket:
        return [head]
    if "]" not in rest:
        return [f"{head}_{rest.translate(_NOT_IN_NAMES)}"]
    path, place, tail = [head], 0, f"[{rest}"
    while (match := _PARTS.match(tail, place)) is not None:
        path.append(match.group(1))
        place = match.end()
    return path


def _plant(tree: dict[str, object], path: list[str], value: str) -> None:
    node = tree
    for part in path[:-1]:
        key = _next_key(node, part)
        child = node.get(key)
        if not isinstance(child, dict):
            child = {}
            node[key] = child
        node = child
    node[_next_key(node, path[-1])] = value


def _next_key(node: dict[str, object], part: str) -> str:
    """An empty bracket takes the place after the highest number so far."""
    if part:
        return part
    return str(max((int(key) for key in node if key.isdecimal()), default=-1) + 1)
