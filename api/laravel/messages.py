"""The sentences of failed rules, word for word as the contract has them, and their summary.

Sentences hold placeholders (``:attribute``, ``:min`` …). Rules that measure have one sentence per
kind of field: number, text, list (contract: section 3.4, "size messages pick the wording").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SENTENCES: dict[str, str] = {
    "accepted": "The :attribute field must be accepted.",
    "after": "The :attribute field must be a date after :date.",
    "after_or_equal": "The :attribute field must be a date after or equal to :date.",
    "alpha": "The :attribute field must only contain letters.",
    "alpha_dash": (
        "The :attribute field must only contain letters, numbers, dashes, and underscores."
    ),
    "alpha_num": "The :attribute field must only contain letters and numbers.",
    "array": "The :attribute field must be an array.",
    "ascii": (
        "The :attribute field must only contain single-byte alphanumeric characters and symbols."
    ),
    "before": "The :attribute field must be a date before :date.",
    "before_or_equal": "The :attribute field must be a date before or equal to :date.",
    "boolean": "The :attribute field must be true or false.",
    "confirmed": "The :attribute field confirmation does not match.",
    "contains": "The :attribute field is missing a required value.",
    "date": "The :attribute field must be a valid date.",
    "date_equals": "The :attribute field must be a date equal to :date.",
    "date_format": "The :attribute field must match the format :format.",
    "decimal": "The :attribute field must have :decimal decimal places.",
    "declined": "The :attribute field must be declined.",
    "different": "The :attribute field and :other must be different.",
    "digits": "The :attribute field must be :digits digits.",
    "digits_between": "The :attribute field must be between :min and :max digits.",
    "distinct": "The :attribute field has a duplicate value.",
    "doesnt_end_with": "The :attribute field must not end with one of the following: :values.",
    "doesnt_start_with": "The :attribute field must not start with one of the following: :values.",
    "email": "The :attribute field must be a valid email address.",
    "ends_with": "The :attribute field must end with one of the following: :values.",
    "exists": "The selected :attribute is invalid.",
    "filled": "The :attribute field must have a value.",
    "hex_color": "The :attribute field must be a valid hexadecimal color.",
    "in": "The selected :attribute is invalid.",
    "in_array": "The :attribute field must exist in :other.",
    "integer": "The :attribute field must be an integer.",
    "ip": "The :attribute field must be a valid IP address.",
    "ipv4": "The :attribute field must be a valid IPv4 address.",
    "ipv6": "The :attribute field must be a valid IPv6 address.",
    "json": "The :attribute field must be a valid JSON string.",
    "list": "The :attribute field must be a list.",
    "lowercase": "The :attribute field must be lowercase.",
    "mac_address": "The :attribute field must be a valid MAC address.",
    "max_digits": "The :attribute field must not have more than :max digits.",
    "min_digits": "The :attribute field must have at least :min digits.",
    "missing": "The :attribute field must be missing.",
    "multiple_of": "The :attribute field must be a multiple of :value.",
    "not_in": "The selected :attribute is invalid.",
    "not_regex": "The :attribute field format is invalid.",
    "numeric": "The :attribute field must be a number.",
    "present": "The :attribute field must be present.",
    "prohibited": "The :attribute field is prohibited.",
    "prohibited_if": "The :attribute field is prohibited when :other is :value.",
    "prohibits": "The :attribute field prohibits :other from being present.",
    "regex": "The :attribute field format is invalid.",
    "required": "The :attribute field is required.",
    "required_array_keys": "The :attribute field must contain entries for: :values.",
    "required_if": "The :attribute field is required when :other is :value.",
    "required_unless": "The :attribute field is required unless :other is in :values.",
    "required_with": "The :attribute field is required when :values is present.",
    "required_with_all": "The :attribute field is required when :values are present.",
    "required_without": "The :attribute field is required when :values is not present.",
    "required_without_all": "The :attribute field is required when none of :values are present.",
    "same": "The :attribute field must match :other.",
    "starts_with": "The :attribute field must start with one of the following: :values.",
    "string": "The :attribute field must be a string.",
    "timezone": "The :attribute field must be a valid timezone.",
    "ulid": "The :attribute field must be a valid ULID.",
    "unique": "The :attribute has already been taken.",
    "uppercase": "The :attribute field must be uppercase.",
    "url": "The :attribute field must be a valid URL.",
    "uuid": "The :attribute field must be a valid UUID.",
    # Stoa's own, for values the old backend answered with a 500 (deviation D1).
    "storable": "The :attribute field contains characters that cannot be stored.",
    "ordinary": "The :attribute field must be a number of ordinary size.",
    "capped": "The :attribute field must not have more than :max items.",
}

SIZES: dict[str, dict[str, str]] = {
    "between": {
        "number": "The :attribute field must be between :min and :max.",
        "text": "The :attribute field must be between :min and :max characters.",
        "list": "The :attribute field must have between :min and :max items.",
    },
    "gt": {
        "number": "The :attribute field must be greater than :value.",
        "text": "The :attribute field must be greater than :value characters.",
        "list": "The :attribute field must have more than :value items.",
    },
    "gte": {
        "number": "The :attribute field must be greater than or equal to :value.",
        "text": "The :attribute field must be greater than or equal to :value characters.",
        "list": "The :attribute field must have :value items or more.",
    },
    "lt": {
        "number": "The :attribute field must be less than :value.",
        "text": "The :attribute field must be less than :value characters.",
        "list": "The :attribute field must have less than :value items.",
    },
    "lte": {
        "number": "The :attribute field must be less than or equal to :value.",
        "text": "The :attribute field must be less than or equal to :value characters.",
        "list": "The :attribute field must not have more than :value items.",
    },
    "max": {
        "number": "The :attribute field must not be greater than :max.",
        "text": "The :attribute field must not be greater than :max characters.",
        "list": "The :attribute field must not have more than :max items.",
    },
    "min": {
        "number": "The :attribute field must be at least :min.",
        "text": "The :attribute field must be at least :min characters.",
        "list": "The :attribute field must have at least :min items.",
    },
    "size": {
        "number": "The :attribute field must be :size.",
        "text": "The :attribute field must be :size characters.",
        "list": "The :attribute field must contain :size items.",
    },
}

_BEFORE_CAPITAL = re.compile(r"(.)(?=[A-Z])")
_PLACEHOLDER = re.compile(r":([A-Za-z_]+)")


def spoken_name(key: str) -> str:
    """Turns a field's key into the words of a sentence: ``product_id`` → ``product id``.

    Dots stay, capitals part words (``URL`` → ``u r l``). Keys that come from a wildcard are shown
    as they are and must not be passed here.
    """
    if not (key.isascii() and key.isalpha() and key.islower()):
        joined = "".join(word[:1].upper() + word[1:] for word in key.split())
        key = _BEFORE_CAPITAL.sub(r"\1_", joined).lower()
    return key.replace("_", " ")


def fill(sentence: str, **words: str) -> str:
    """Puts words into the placeholders of a sentence; placeholders without a word stay."""

    def word_for(match: re.Match[str]) -> str:
        return words.get(match.group(1), match.group(0))

    return _PLACEHOLDER.sub(word_for, sentence)


def exists_message(attribute: str) -> str:
    """The sentence for an id that points at nothing; ``attribute`` is the dotted key."""
    return fill(SENTENCES["exists"], attribute=_shown(attribute))


def unique_message(attribute: str) -> str:
    """The sentence for a value somebody else has; ``attribute`` is the dotted key."""
    return fill(SENTENCES["unique"], attribute=_shown(attribute))


def _shown(attribute: str) -> str:
    """A key with a number in it came from a wildcard rule and is shown verbatim."""
    if any(part.isdigit() for part in attribute.split(".")):
        return attribute
    return spoken_name(attribute)


def summary(errors: Mapping[str, Sequence[str]]) -> str:
    """The first sentence of all, and how many more there are in all fields together."""
    sentences = [sentence for field in errors.values() for sentence in field]
    more = len(sentences) - 1
    if more < 1:
        return sentences[0] if sentences else ""
    return f"{sentences[0]} (and {more} more {'error' if more == 1 else 'errors'})"
