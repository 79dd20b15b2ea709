"""How words are folded and how they sound: properties over made-up Greek words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from api.kit.text import fold

if TYPE_CHECKING:
    from asyncpg import Connection

# The national standard (ELOT 743) and what people type when they chat, each where it differs.
STANDARD = {
    **dict(zip("αβγδεζηικλμνξοπρστυφω", "avgdeziiklmnxoprstyfo", strict=True)),
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
    "ου": "ou",
    "αι": "ai",
    "ει": "ei",
    "οι": "oi",
    "μπ": "b",
    "ντ": "nt",
    "γκ": "gk",
    "τζ": "tz",
}
CHAT = {**STANDARD, "β": "b", "η": "h", "θ": "8", "ξ": "ks", "υ": "u", "χ": "x", "ω": "w"}
LOOSE = {**CHAT, "η": "i", "θ": "th", "ξ": "3", "υ": "y", "μπ": "mp", "ντ": "d", "ου": "oy"}
SPOKEN = {**STANDARD, "χ": "h", "υ": "i", "αι": "e", "οι": "i", "ει": "i", "γκ": "g", "μπ": "mp"}
STYLES = (STANDARD, CHAT, LOOSE, SPOKEN)

ONSETS = [*"βγδζθκλμνξπρστφχψ", "μπ", "ντ", "γκ", "τζ", "στ", "πρ", "κρ", "τρ", "σπ"]
VOWELS = [*"αεηιουω", "ου", "αι", "ει", "οι"]
Syllables = list[tuple[str, str]]
SYLLABLES = st.lists(
    st.tuples(st.sampled_from(ONSETS), st.sampled_from([each for each in VOWELS if each != "υ"])),
    min_size=1,
    max_size=5,
)
QUIET = settings(max_examples=40, deadline=None, derandomize=True)


def greek(syllables: Syllables) -> str:
    return "".join(onset + vowel for onset, vowel in syllables)


def latin(syllables: Syllables, style: dict[str, str]) -> str:
    """The same word in Latin letters."""
    letters = (part for syllable in syllables for part in syllable)
    return "".join(style.get(each) or "".join(style[letter] for letter in each) for each in letters)


async def test_a_greek_word_sounds_like_every_way_to_type_it_in_latin(owner: Connection) -> None:
    loop = asyncio.get_running_loop()

    @QUIET
    @given(st.lists(SYLLABLES, min_size=20, max_size=40))
    def check(words: list[Syllables]) -> None:
        typed = [(greek(word), latin(word, style)) for word in words for style in STYLES]
        wrong = asyncio.run_coroutine_threadsafe(
            owner.fetch(
                "SELECT g, l, search_sounds(g) AS sounds, "
                "       ARRAY(SELECT * FROM search_readings(l)) AS readings "
                "FROM unnest($1::text[], $2::text[]) AS t (g, l) "
                "WHERE search_sounds(g) NOT IN (SELECT * FROM search_readings(l))",
                [pair[0] for pair in typed],
                [pair[1] for pair in typed],
            ),
            loop,
        ).result(30)
        assert [tuple(row) for row in wrong] == []

    await asyncio.to_thread(check)


async def test_folding_twice_is_folding_once_here_and_in_the_database(owner: Connection) -> None:
    loop = asyncio.get_running_loop()
    texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)

    @QUIET
    @given(st.lists(st.one_of(texts, SYLLABLES.map(greek)), min_size=20, max_size=40))
    def check(originals: list[str]) -> None:
        rows = asyncio.run_coroutine_threadsafe(
            owner.fetch(
                "SELECT t, fold_text(t) AS once, fold_text(fold_text(t)) AS twice "
                "FROM unnest($1::text[]) AS t",
                originals,
            ),
            loop,
        ).result(30)
        assert [row["t"] for row in rows if row["once"] != row["twice"]] == []
        for word in originals:
            assert fold(fold(word)) == fold(word)

    await asyncio.to_thread(check)


async def test_a_letter_is_read_in_one_way_throughout_a_word(owner: Connection) -> None:
    """So that a long word of ambiguous letters has dozens of readings and not millions."""
    readings = await owner.fetchval(
        "SELECT count(*) FROM search_readings($1)", "hxuwyefthxuwyafoyou" * 10
    )
    assert readings == 72
