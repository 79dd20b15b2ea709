"""Drawing a label: a PDF of 100 by 150 millimetres, as printers of labels take it.

Imported when the first label is drawn: the libraries behind it are 20 MB and most of a second that
a worker which draws none does without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, cast

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from barcode.codex import Code128
from fontTools.ttLib import TTFont
from fpdf import FPDF

from api.kit.money import decimal_text
from api.shipping.labels.rules import Addressee, LabelText

FONTS: Final = Path(__file__).with_name("fonts")
WIDTH: Final = 100
HEIGHT: Final = 150
MARGIN: Final = 6
_INNER: Final = WIDTH - 2 * MARGIN
_LINE: Final = 0.45
"""Millimetres of line height for each point of a letter's size."""
LOCALES: Final[Mapping[str, str]] = {"el": "el_GR", "en": "en_GB"}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "el": {
        "from": "Αποστολέας",
        "to": "Παραλήπτης",
        "pick_up": "Παραλαβή από το κατάστημα",
        "order": "Παραγγελία",
        "weight": "Βάρος",
        "date": "Ημερομηνία",
        "cash": "Αντικαταβολή",
        "nothing_due": "Χωρίς αντικαταβολή",
        "phone": "Τηλ.",
    },
    "en": {
        "from": "From",
        "to": "To",
        "pick_up": "Picked up at the shop",
        "order": "Order",
        "weight": "Weight",
        "date": "Date",
        "cash": "Cash on delivery",
        "nothing_due": "Nothing to collect",
        "phone": "Tel.",
    },
}
# A code that Code 128 can say; one from elsewhere may hold anything and is then only printed.
_SAYABLE: Final = re.compile(r"[ -~]{1,40}")
# Letters of one part of an address; a longer one would push the city off the label.
_LONGEST: Final[Mapping[str, int]] = {"from": 50, "to": 100}
# Sizes of letters in points, the first that fits is taken.
_SIZES: Final = (15, 13, 11, 9, 8, 7, 6)


def draw_label(text: LabelText) -> bytes:
    """The label as a PDF; takes about 100 ms, so not on the thread that serves."""
    return _Sheet(text).drawn()


class _Sheet:
    """One label while it is drawn, from top to bottom."""

    def __init__(self, text: LabelText) -> None:
        self._text = text
        self._words = WORDS.get(text.language, WORDS["en"])
        self._locale = LOCALES.get(text.language, LOCALES["en"])
        pdf = FPDF(unit="mm", format=(WIDTH, HEIGHT))
        pdf.set_creation_date(text.moment)
        pdf.set_lang(text.language)
        pdf.set_title(_printable(f"{self._words['order']} {_number(text.order_id)}"))
        pdf.set_margin(MARGIN)
        pdf.set_auto_page_break(False)
        pdf.c_margin = 0
        pdf.add_font("label", "", FONTS / "label-regular.ttf")
        pdf.add_font("label", "B", FONTS / "label-bold.ttf")
        pdf.add_page()
        self._pdf = pdf

    def drawn(self) -> bytes:
        text, words = self._text, self._words
        self._put(6, 62, 8, [text.shop], bold=True)
        self._put(6, 20, 8, [text.carrier_code], bold=True, left=WIDTH - MARGIN - 20, align="R")
        self._barcode(15, 22)
        self._put(38, _INNER, 7, [text.tracking_code], bold=True, align="C")
        self._rule(46)
        self._person(48, 24, "from", text.sender, largest=9)
        self._rule(73)
        self._person(75, 43, "to", text.addressee, largest=15)
        self._rule(119)
        kilograms = format_decimal(text.grams / 1_000, format="0.0##", locale=self._locale)
        placed = format_date(text.moment.date(), format="dd/MM/y", locale=self._locale)
        self._fact(121, 0, words["order"], _number(text.order_id))
        self._fact(121, 1, words["weight"], f"{kilograms} kg")
        self._fact(121, 2, words["date"], placed)
        self._cash(133)
        return bytes(self._pdf.output())

    def _barcode(self, top: float, height: float) -> None:
        """The tracking code in Code 128, with the quiet zone of ten modules that it asks for."""
        code = self._text.tracking_code
        if not _SAYABLE.fullmatch(code):
            return
        modules = Code128(code).build()[0]
        module = min(0.6, _INNER / (len(modules) + 20))
        left = (WIDTH - module * len(modules)) / 2
        self._pdf.set_fill_color(0)
        for bar in re.finditer("1+", modules):
            width = module * len(bar[0])
            self._pdf.rect(left + module * bar.start(), top, width, height, style="F")

    def _person(
        self, top: float, height: float, role: str, person: Addressee, largest: int
    ) -> None:
        self._put(top, _INNER, 4, [self._words[role]], largest=7)
        lines = person.lines
        if role == "to" and self._text.picked_up:
            lines = [self._words["pick_up"]]
        if person.phone:
            lines = [*lines, f"{self._words['phone']} {person.phone}"]
        name_height = height * 0.35
        name = [_shortened(person.name, _LONGEST[role])]
        below = self._put(top + 4, _INNER, name_height, name, bold=True, largest=largest)
        shown = [_shortened(line, _LONGEST[role]) for line in lines]
        self._put(below + 1, _INNER, top + height - below - 1, shown, largest=largest - 1)

    def _fact(self, top: float, column: int, name: str, value: str) -> None:
        width = _INNER / 3
        left = MARGIN + column * width
        self._put(top, width, 4, [name], left=left, largest=7)
        self._put(top + 4, width, 6, [value], left=left, bold=True, largest=11)

    def _cash(self, top: float) -> None:
        text, words = self._text, self._words
        if text.cash == 0:
            self._put(top + 2, _INNER, 6, [words["nothing_due"]], align="C", largest=9)
            return
        amount = format_currency(
            decimal_text(text.cash, text.currency), text.currency, locale=self._locale
        )
        self._pdf.set_line_width(0.6)
        self._pdf.rect(MARGIN, top, _INNER, 12)
        self._put(
            top + 3, _INNER, 8, [f"{words['cash']}: {amount}"], bold=True, align="C", largest=13
        )

    def _rule(self, top: float) -> None:
        self._pdf.set_line_width(0.3)
        self._pdf.line(MARGIN, top, WIDTH - MARGIN, top)

    def _put(
        self,
        top: float,
        width: float,
        height: float,
        paragraphs: list[str],
        *,
        left: float = MARGIN,
        bold: bool = False,
        align: str = "L",
        largest: int = 15,
    ) -> float:
        """Text in a box, as large as fits, and where it ends.

        What does not fit at the smallest size is cut off.
        """
        pdf = self._pdf
        text = "\n".join(map(_printable, paragraphs))
        lines: list[str] = []
        for size in (size for size in _SIZES if size <= largest):
            pdf.set_font("label", "B" if bold else "", size)
            broken = pdf.multi_cell(width, text=text, dry_run=True, output="LINES", align=align)
            lines = cast("list[str]", broken)
            if len(lines) * size * _LINE <= height:
                break
        line_height = size * _LINE
        shown = lines[: max(1, int(height / line_height))]
        for number, line in enumerate(shown):
            pdf.set_xy(left, top + number * line_height)
            pdf.cell(width, line_height, line, align=align)
        return top + len(shown) * line_height


def _number(order_id: int) -> str:
    return f"ORD-{order_id:06}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _printable(text: str) -> str:
    """The text in one line; a letter that the fonts do not have is shown as a question mark."""
    letters = _letters()
    flat = " ".join(text.split())
    return "".join(letter if ord(letter) in letters else "?" for letter in flat)


@cache
def _letters() -> frozenset[int]:
    """The code points that both fonts can draw."""
    regular, bold = (TTFont(FONTS / f"label-{name}.ttf") for name in ("regular", "bold"))
    return frozenset(regular.getBestCmap()) & frozenset(bold.getBestCmap())
