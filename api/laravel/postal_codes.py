"""What postal codes look like, as rules that a request must satisfy."""

from __future__ import annotations

from typing import Final

# Other countries take any short text.
_PATTERNS: Final = {
    "GR": r"regex:/^\d{5}$/",
    "GB": r"regex:/^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$/",
}


def postal_code_rule(country: str) -> str:
    """The rule of a postal code in this country (ISO 3166)."""
    return _PATTERNS.get(country, "max:20")
