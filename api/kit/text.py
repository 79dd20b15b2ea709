"""The only source of text folding: slugs as the old shop made them, and search folding."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# How the contract turns Greek into slugs. It is not ELOT 743 and not consistent with itself (γ is
# "gh", Γ is "g"), but existing links depend on it. Pairs win over single letters.
_PAIRS: Final = {
    **dict.fromkeys(["ΑΥ", "ΑΎ", "Αυ", "Αύ", "αυ", "αύ"], "au"),
    **dict.fromkeys(["ΕΥ", "Ευ", "ευ"], "ef"),
    **dict.fromkeys(["ΕΎ", "Εύ", "εύ"], "eu"),
    **dict.fromkeys(["ΕΙ", "ΕΊ", "Εί", "εί", "ΟΙ", "ΟΊ", "Οί", "οί"], "i"),
    **dict.fromkeys(["ΥΙ", "ΥΊ", "Υί", "ΎΙ", "Ύι", "υί", "ύι"], "i"),
    **dict.fromkeys(["ΟΎ", "Ού", "ού"], "ou"),
    **dict.fromkeys(["Ου", "ου"], "oy"),
    "ΟΥ": "u",
    "υι": "yi",
}
# fmt: off
_CAPITALS: Final = (
    "a", "b", "g", "d", "e", "z", "h", "th", "i", "k", "l", "m", "n", "ks", "o", "p", "r", "s",
    "t", "y", "f", "x", "ps", "o")
_SMALL: Final = (
    "a", "v", "gh", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "ks", "o", "p", "r", "s",
    "t", "i", "f", "kh", "ps", "o")
# fmt: on
_SINGLE: Final = {
    **dict(zip("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", _CAPITALS, strict=True)),
    **dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _SMALL, strict=True)),
    **dict(zip("ΆΈΉΊΌΎΏΪΫάέήίόύώϊϋΐΰς", "aeiioywiyaeiioywiyiys", strict=True)),
    "ß": "ss",
    "Æ": "ae",
    "æ": "ae",
    "Œ": "oe",
    "œ": "oe",
    "Ø": "o",
    "ø": "o",
    "€": "eur",
    "Ж": "z",
    "ж": "z",
    "Ш": "s",
    "ш": "s",
    "Щ": "shh",
    "щ": "shh",
    "Ч": "c",
    "ч": "c",
    "Ю": "iu",
    "ю": "iu",
    "Я": "ia",
    "я": "ia",
    "@": "-at-",
    "_": "-",
}
_LETTERS: Final = re.compile("|".join(map(re.escape, [*_PAIRS, *_SINGLE])))
_LATIN: Final = {**_PAIRS, **_SINGLE}


def slugify(text: str) -> str:
    """The contract's slug of a name: «Νέο Μέλι Θυμαρίσιο» is ``neo-meli-thimarisio``.

    A name of which nothing can be spelled in Latin letters gives the empty string.
    """
    latin = _LETTERS.sub(lambda match: _LATIN[match.group()], unicodedata.normalize("NFC", text))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^-a-z0-9\s]", "", plain)).strip("-")


def fold(text: str) -> str:
    """Lower case, no accents, one sigma: what ``fold_text`` does in the database."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return re.sub("[\u0300-\u036f]", "", decomposed).replace("ς", "σ")
