"""Where Stoa answers otherwise on purpose: each numbered deviation and what it asks instead.

The numbers are those of the contract. A rule gets the record and our answer and says in sentences
what is not as promised; nothing when the promise holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from frontend_contract.comparison import differences, kind_of, without

if TYPE_CHECKING:
    from frontend_contract.comparison import Answer
    from frontend_contract.records import Record

LARGEST_ID: Final = 2**63 - 1
SERVER_FAULT: Final = 500
FIRST_ERROR: Final = 400
MOST_PER_PAGE: Final = 100
_PARAMETER: Final = re.compile(r"\{\w+\}")
_MUTATED_FIELD: Final = re.compile(r"\.field\.(?P<name>\w+)\.")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
# What the old shop made of a secret, a database or a provider that was not there.
_BROKEN: Final = 503
# Texts that the old shop's page for browsers bore; ours has no page under /api.
_PAGE: Final = "<!DOCTYPE html>"

Rule = Callable[["Record", "Answer"], list[str]]


def equal_but(record: Record, answer: Answer, *paths: str) -> list[str]:
    """What differs from the record elsewhere than at the paths."""
    found = differences(record, answer, session_cookie="")
    return [told for told in found if not told.startswith(paths)]


def _never_a_server_fault(record: Record, answer: Answer) -> list[str]:
    """D1. What the old shop answered with 500 is a refusal that says why, or works."""
    if _names_nothing(record):
        return _status_among(answer, _refusals_of_no_id(record))
    if record.env:
        return [] if answer.status < SERVER_FAULT else _status_among(answer, (_BROKEN,))
    if answer.status >= SERVER_FAULT:
        return [f"status {answer.status} is a fault of the server"]
    field = _MUTATED_FIELD.search(record.id)
    if field and field["name"] == "quoted_shipping":
        return [*_status_among(answer, (409,)), *_value(answer, "code", "SHIPPING_CHANGED")]
    if field:
        return [*_status_among(answer, (422,)), *_error_on(answer, field["name"])]
    return _says_which(answer) if answer.status == 422 else []


def _refusals_of_no_id(record: Record) -> tuple[int, ...]:
    if "token" in record.route:
        return (400,)
    return (401,) if record.role == "guest" and "/admin/" in record.route else (404,)


def _names_nothing(record: Record) -> bool:
    """Whether an id in the path is none, or cannot be ours; stories ask for what there is."""
    if not record.route:
        return False
    route = record.route.split(" ", 1)[1].split("/")
    path = record.request.path.partition("?")[0].split("/")
    pairs = zip(route, path, strict=False)
    return any(not _is_id(value) for name, value in pairs if _PARAMETER.fullmatch(name))


def _is_id(value: str) -> bool:
    # The numbers up to a thousand are those that the recorded shop had rows for.
    return value.isdecimal() and 0 < int(value) <= min(LARGEST_ID, 1000)


def _user_is_ignored(record: Record, answer: Answer) -> list[str]:
    """D3. A guest's order is nobody's, whatever ``user_id`` says."""
    found = equal_but(record, answer, "$.body.data.user_id")
    shown = _at(answer.body, "data.user_id")
    return found if shown in (None, _MISSING) else [*found, f"$.body.data.user_id is {shown}"]


def _expired_is_a_guest(record: Record, answer: Answer) -> list[str]:
    """D4. A token that has expired is no token."""
    return _user_is_ignored(record, answer)


def _counted_apart(record: Record, answer: Answer) -> list[str]:
    """D5. Requests to another route leave this one's limit alone; the limit is as recorded."""
    wanted = record.response.headers.get("x-ratelimit-limit")
    limit = answer.headers.get("x-ratelimit-limit")
    found = [] if limit in (wanted, None) else [f"x-ratelimit-limit is {limit} instead of {wanted}"]
    if answer.status == 429 or answer.status >= SERVER_FAULT:
        found.append(f"status {answer.status}: this route was not asked too often")
    return found


def _json_for_everyone(record: Record, answer: Answer) -> list[str]:
    """D6. A JSON body where the old shop redirected, drew a page or answered a bare text."""
    if not isinstance(answer.body, dict):
        return [f"the body is {kind_of(answer.body)} instead of an object"]
    redirected = 300 <= record.response.status < FIRST_ERROR
    found = _status_among(answer, (422,) if redirected else (record.response.status,))
    said = record.response.body
    if isinstance(said, str) and not said.startswith(_PAGE):
        found += _value(answer, "message", said)
    return found


def _malformed_is_told(record: Record, answer: Answer) -> list[str]:
    """D7. 400 with a sentence; nothing is done with a body that cannot be read."""
    return [*_status_among(answer, (400,)), *_has_sentence(answer)]


def _pages_in_bounds(record: Record, answer: Answer) -> list[str]:
    """D8. Odd page sizes give a page of a lawful size in the recorded form."""
    if answer.status != record.response.status:
        return [f"status {answer.status} instead of {record.response.status}"]
    expected, actual = record.response.body, answer.body
    found = [f"$.body.{key} is missing" for key in expected if key not in actual]
    sizes = _values_at(actual, ("per_page", "pagination.per_page", "meta.per_page"))
    lawless = (size for size in sizes if not 1 <= int(size) <= MOST_PER_PAGE)
    return found + [f"a page of {size} entries is out of bounds" for size in lawless]


def _one_person_per_address(record: Record, answer: Answer) -> list[str]:
    """D10. Addresses are compared without case: registering is refused, signing in works."""
    if record.route.endswith("/register"):
        return [*_status_among(answer, (422,)), *_error_on(answer, "email")]
    return _status_among(answer, (200,))


_STOCK: Final = re.compile(r"\S+\.product\.stock is (\d+) instead of (\d+)")
_PRODUCT_CHANGED: Final = re.compile(r"\S+\.product\.updated_at is .*")


def _given_back_once(record: Record, answer: Answer) -> list[str]:
    """D14. As recorded, but goods that came back before do not come back again."""
    return [told for told in equal_but(record, answer) if not _is_less_stock(told)]


def _is_less_stock(sentence: str) -> bool:
    stock = _STOCK.fullmatch(sentence)
    if stock is None:
        return _PRODUCT_CHANGED.fullmatch(sentence) is not None
    return int(stock[1]) < int(stock[2])


def _status_is_not_the_producers(record: Record, answer: Answer) -> list[str]:
    """D18. A producer's own ``status`` is left as it was."""
    return equal_but(record, answer, "$.body.producer.status", "$.body.producer.updated_at")


def _shown_as_stored(record: Record, answer: Answer) -> list[str]:
    """D21. What was created is shown whole and in the contract's types."""
    if answer.status != record.response.status:
        return [f"status {answer.status} instead of {record.response.status}"]
    recorded = without(record.response.body, frozenset(record.private))
    told = _as_stored(recorded, answer.body, "$.body")
    return [sentence for sentence in told if sentence.split(" ")[0] not in record.volatile]


def _as_stored(expected: Any, actual: Any, path: str) -> Iterable[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if key not in actual:
                yield f"{path}.{key} is missing"
            else:
                yield from _as_stored(value, actual[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list):
        for number, pair in enumerate(zip(expected, actual, strict=False)):
            yield from _as_stored(*pair, f"{path}[{number}]")
    elif expected is not None and not _same_said(expected, actual):
        yield f"{path} is {actual!r} instead of {expected!r}"


def _same_said(expected: Any, actual: Any) -> bool:
    """Equal, or the same number in another spelling: ``true`` is 1, ``"12.5"`` is 12.50."""
    if expected == actual:
        return True
    first, second = (_as_number(value) for value in (expected, actual))
    return first is not None and first == second


def _as_number(value: Any) -> float | None:
    text = str(int(value)) if isinstance(value, bool) else str(value).replace(",", "")
    return float(text) if _NUMBER.fullmatch(text) else None


def _added_methods(record: Record, answer: Answer) -> list[str]:
    """D22. An added route works; elsewhere ``Allow`` names the added methods too."""
    if record.request.method == "POST" and "/orders" in record.route:
        return [] if answer.status not in (404, 405) else [f"status {answer.status}: not added"]
    found = _status_among(answer, (record.response.status,))
    recorded = re.split(r",\s*", str(record.response.headers.get("allow", "")))
    allowed = re.split(r",\s*", answer.headers.get("allow", ""))
    if not set(recorded) < set(allowed):
        found.append(f"Allow is {allowed}, which is not more than {recorded}")
    return found


def _own_machinery(record: Record, answer: Answer) -> list[str]:
    """D23. ``/up`` is the health answer, our own document, 404 below ``/index.php``.

    In maintenance it is 503 with its header where the record says so; ``/up`` goes on answering.
    """
    path = record.request.path
    if path.startswith("/index.php"):
        return _status_among(answer, (404,))
    if record.response.status == _BROKEN:
        return [*_status_among(answer, (_BROKEN,)), *_has_header(answer, "retry-after")]
    if record.response.status == 405:
        return equal_but(record, answer)
    found = _status_among(answer, (record.response.status,))
    if record.request.method == "GET":
        key = "openapi" if path.endswith("openapi.json") else "status"
        found += [] if _at(answer.body, key) is not _MISSING else [f"$.body.{key} is missing"]
    return found


def _a_real_document(record: Record, answer: Answer) -> list[str]:
    """D24. A PDF of the recorded name and type."""
    names = ("content-type", "content-disposition")
    found = [
        f"{name} is {answer.headers.get(name)!r} instead of {record.response.headers[name]!r}"
        for name in names
        if answer.headers.get(name) != record.response.headers[name]
    ]
    return found if answer.content.startswith(b"%PDF-") else [*found, "the body is no PDF"]


def _never_more_than_shown(record: Record, answer: Answer) -> list[str]:
    """D27. The recorded form, and no amount above the recorded one."""
    if answer.status != record.response.status:
        return [f"status {answer.status} instead of {record.response.status}"]
    told = equal_but(record, answer)
    # Amounts may be lower: a discount is charged, and shipping may start below a threshold.
    return [sentence for sentence in told if not _is_other_number(sentence)]


_OTHER_NUMBER: Final = re.compile(r'\S+ is "?[\d.]+"? instead of "?[\d.,]+"?')


def _is_other_number(sentence: str) -> bool:
    return _OTHER_NUMBER.fullmatch(sentence) is not None or sentence.endswith(
        ("is_free is false instead of true", 'free_reason is null instead of "threshold"')
    )


def _status(*allowed: int) -> Rule:
    return lambda record, answer: _status_among(answer, allowed)


def _unreachable(record: Record, answer: Answer) -> list[str]:
    """D13. 503 with the keys of the health answer and no text of an error."""
    found = _status_among(answer, (_BROKEN,))
    missing = [key for key in record.response.body if _at(answer.body, key) is _MISSING]
    return found + [f"$.body.{key} is missing" for key in missing]


def _refused_on(field: str) -> Rule:
    return lambda record, answer: [*_status_among(answer, (422,)), *_error_on(answer, field)]


RULES: Final[Mapping[str, Rule]] = {
    "D1": _never_a_server_fault,
    "D3": _user_is_ignored,
    "D4": _expired_is_a_guest,
    "D5": _counted_apart,
    "D6": _json_for_everyone,
    "D7": _malformed_is_told,
    "D8": _pages_in_bounds,
    "D10": _one_person_per_address,
    "D11": _status(403),
    "D12": _refused_on("enabled"),
    "D13": _unreachable,
    "D14": _given_back_once,
    "D18": _status_is_not_the_producers,
    "D19": _status(403),
    "D20": _status(401),
    "D21": _shown_as_stored,
    "D22": _added_methods,
    "D23": _own_machinery,
    "D24": _a_real_document,
    "D26": _refused_on("currency"),
    "D27": _never_more_than_shown,
}


# --- what the rules are made of -------------------------------------------------------------------

_MISSING: Final = object()


def _status_among(answer: Answer, allowed: tuple[int, ...]) -> list[str]:
    if answer.status in allowed:
        return []
    return [f"status {answer.status} instead of {' or '.join(map(str, allowed))}"]


def _error_on(answer: Answer, field: str) -> list[str]:
    errors = _at(answer.body, "errors")
    if isinstance(errors, dict) and any(key.split(".")[0] == field for key in errors):
        return []
    return [f"$.body.errors says nothing about {field}"]


def _says_which(answer: Answer) -> list[str]:
    errors = _at(answer.body, "errors")
    named = isinstance(errors, dict) and errors
    return [] if named else ["$.body.errors names no field"]


def _has_sentence(answer: Answer) -> list[str]:
    said = _at(answer.body, "message")
    return [] if isinstance(said, str) and said else ["$.body.message is no sentence"]


def _has_header(answer: Answer, name: str) -> list[str]:
    return [] if name in answer.headers else [f"{name} is missing"]


def _value(answer: Answer, path: str, wanted: Any) -> list[str]:
    found = _at(answer.body, path)
    if found is _MISSING:
        return [f"$.body.{path} is missing"]
    return [] if found == wanted else [f"$.body.{path} is {found!r} instead of {wanted!r}"]


def _at(body: Any, path: str) -> Any:
    for key in path.split("."):
        if not isinstance(body, dict) or key not in body:
            return _MISSING
        body = body[key]
    return body


def _values_at(body: Any, paths: Iterable[str]) -> Iterable[Any]:
    return (value for path in paths if (value := _at(body, path)) is not _MISSING)
