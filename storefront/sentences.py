"""Sentences of the contract in the visitor's language.

The contract answers validation in English, whatever the shop's language. A page knows the field
already, so the rule is enough: each pattern below recognises one rule's sentence and names the key
of ours. A sentence that no pattern knows is shown as it came: true, if foreign.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storefront.language import Language

_PATTERNS = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"field is required( when .*)?\.$|must be assigned", "error.required"),
        (r"has already been taken\.$", "error.taken"),
        # The producer's profile is answered in Greek, whatever the shop's language (contract).
        (r"είναι ήδη καταχωρημένο|χρησιμοποιείται ήδη", "error.taken"),
        (r"^Το ΑΦΜ πρέπει", "error.tax_id"),
        (r"^Μη έγκυρη μορφή IBAN", "error.iban"),
        (r"^Μη έγκυρη διεύθυνση email", "error.email"),
        (r"confirmation does not match\.$", "error.confirmed"),
        (r"must be a valid email address\.$", "error.email"),
        (r"must be at least (?P<limit>\d+) characters\.$", "error.shortest"),
        (r"must not be greater than (?P<limit>\d+) characters\.$", "error.longest"),
        (r"must be (?P<limit>\d+) characters\.$", "error.exact"),
        (r"must be (a number|an integer)\.$", "error.number"),
        (r"must be (at least|greater than or equal to) (?P<limit>[\d.]+)\.$", "error.least"),
        (r"must not be greater than (?P<limit>[\d.]+)\.$", "error.most"),
        (r"must be less than the regular price\.$|must be less than", "error.discount"),
        (r"^The selected .* is invalid\.$|does not exist\.$", "error.choice"),
        (r"format is invalid\.$", "error.format"),
        (r"must be a valid URL\.$", "error.address"),
        (r"must not have more than (?P<limit>\d+) items\.$", "error.too_many"),
    )
)


def translated(sentence: str, language: Language) -> str:
    """One sentence of the contract in the visitor's language."""
    for pattern, key in _PATTERNS:
        found = pattern.search(sentence)
        if found:
            return language.say(key, **found.groupdict())
    return sentence


def field_errors(errors: Mapping[str, list[str]], language: Language) -> dict[str, str]:
    """The first sentence of each field; ``images.0`` and the like count for their list."""
    shown: dict[str, str] = {}
    for field, sentences in errors.items():
        if sentences:
            shown.setdefault(field.split(".")[0], translated(sentences[0], language))
    return shown
