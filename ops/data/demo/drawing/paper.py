"""An 800 x 800 sheet, its colours and the few strokes every demo picture is made of.

A picture is flat: shapes with soft gradients on a tinted ground, one lamp from the upper left, one
shadow on the table. Nothing needs a font, a filter or a file outside the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TypeAlias

Profile: TypeAlias = Sequence[tuple[float, float]]
Piece: TypeAlias = "Callable[[Paper, str], str]"

SHADE = "#2b1708"
GOLDEN_ANGLE = 137.508


def mix(first: str, second: str, share: float) -> str:
    """``first`` with ``share`` (0 to 1) of ``second``; both ``#rrggbb``."""
    one = [int(first[at : at + 2], 16) for at in (1, 3, 5)]
    two = [int(second[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(a + (b - a) * share) for a, b in zip(one, two, strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def light(colour: str, share: float) -> str:
    return mix(colour, "#ffffff", share)


def dark(colour: str, share: float) -> str:
    """Darkened towards a warm brown: black would make food look grey."""
    return mix(colour, SHADE, share)


def number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def turned(profile: Profile, centre: float = 400, foot: float = 22) -> str:
    """The outline of something turned on a lathe: (y, half width) from top to bottom, mirrored.

    Neighbouring points are joined by curves with vertical tangents, so a neck flows into a
    shoulder; ``foot`` rounds the lower corners.
    """
    (top, first), (bottom, last) = profile[0], profile[-1]
    left = [f"M{number(centre - first)} {number(top)}"]
    for (y, width), (next_y, next_width) in pairwise(profile):
        middle = number((y + next_y) / 2)
        left.append(
            f"C{number(centre - width)} {middle} {number(centre - next_width)} {middle} "
            f"{number(centre - next_width)} {number(next_y)}"
        )
    left.append(
        f"Q{number(centre - last)} {number(bottom + foot)} "
        f"{number(centre - last + foot)} {number(bottom + foot)}"
        f"H{number(centre + last - foot)}"
        f"Q{number(centre + last)} {number(bottom + foot)} {number(centre + last)} {number(bottom)}"
    )
    for (y, width), (next_y, next_width) in pairwise(reversed(profile)):
        middle = number((y + next_y) / 2)
        left.append(
            f"C{number(centre + width)} {middle} {number(centre + next_width)} {middle} "
            f"{number(centre + next_width)} {number(next_y)}"
        )
    return "".join(left) + "Z"


class Paper:
    """Collects shapes in painting order; gradients and repeated pieces are stored once."""

    def __init__(self, pieces: dict[str, tuple[Piece, str]]) -> None:
        self._pieces = pieces
        self._definitions: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._shapes: list[str] = []

    def _define(self, markup: str) -> str:
        if markup not in self._names:
            name = f"d{len(self._names)}"
            self._names[markup] = name
            self._definitions[name] = markup.replace("@", name, 1)
        return self._names[markup]

    def _gradient(self, opening: str, stops: Sequence[tuple[float, str]]) -> str:
        tag = opening.split(" ", 1)[0]
        inner = "".join(
            f'<stop offset="{round(at * 100)}%" '
            f'stop-color="{colour[:7]}"'
            + (f' stop-opacity="{colour[8:]}"' if colour[7:8] == "/" else "")
            + "/>"
            for at, colour in stops
        )
        name = self._define(f'<{opening} id="@">{inner}</{tag}>')
        return f"url(#{name})"

    def down(self, *stops: tuple[float, str]) -> str:
        return self._gradient('linearGradient x2="0" y2="1"', stops)

    def across(self, *stops: tuple[float, str]) -> str:
        return self._gradient("linearGradient", stops)

    def lamp(self, *stops: tuple[float, str]) -> str:
        """A radial gradient lit from the upper left."""
        return self._gradient('radialGradient cx=".38" cy=".32" r=".75"', stops)

    def glow(self, *stops: tuple[float, str]) -> str:
        return self._gradient("radialGradient", stops)

    def barrel(self, colour: str, depth: float = 1) -> str:
        """The shading of an upright round body."""
        return self.across(
            (0, dark(colour, 0.22 * depth)),
            (0.2, light(colour, 0.2 * depth)),
            (0.5, colour),
            (1, dark(colour, 0.3 * depth)),
        )

    def ball(self, colour: str) -> str:
        return self.lamp((0, light(colour, 0.32)), (0.5, colour), (1, dark(colour, 0.26)))

    def slope(self, colour: str) -> str:
        return self.down((0, light(colour, 0.14)), (1, dark(colour, 0.12)))

    def add(self, markup: str) -> None:
        self._shapes.append(markup)

    def path(self, outline: str, fill: str, more: str = "") -> None:
        self.add(f'<path d="{outline}" fill="{fill}"{" " + more if more else ""}/>')

    def line(self, outline: str, colour: str, width: float, more: str = "") -> None:
        """A stroke with round ends."""
        self.add(
            f'<path d="{outline}" fill="none" stroke="{colour}" stroke-width="{number(width)}" '
            f'stroke-linecap="round"{" " + more if more else ""}/>'
        )

    def oval(self, x: float, y: float, across: float, up: float, fill: str, more: str = "") -> None:
        self.add(
            f'<ellipse cx="{number(x)}" cy="{number(y)}" rx="{number(across)}" ry="{number(up)}" '
            f'fill="{fill}"{" " + more if more else ""}/>'
        )

    def slab(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        round_: float,
        fill: str,
        more: str = "",
    ) -> None:
        self.add(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
            f'height="{number(height)}" rx="{number(round_)}" fill="{fill}"'
            f"{' ' + more if more else ''}/>"
        )

    def shadow(self, x: float, y: float, reach: float) -> None:
        self.oval(
            x,
            y,
            reach,
            reach * 0.15,
            self.glow((0, f"{SHADE}/.45"), (0.6, f"{SHADE}/.2"), (1, f"{SHADE}/0")),
        )

    def place(self, piece: str, x: float, y: float, size: float = 1, turn: float = 0) -> None:
        """A small thing named ``kind`` or ``kind:#colour``, about 100 units wide at size 1."""
        kind, _, colour = piece.partition(":")
        drawing, own_colour = self._pieces[kind]
        name = self._define(f'<g id="@">{drawing(self, colour or own_colour)}</g>')
        spin = f"rotate({round(turn) % 360})" if round(turn) % 360 else ""
        scale = f"scale({size:.2f})" if size != 1 else ""
        self.add(f'<use href="#{name}" transform="translate({round(x)} {round(y)}){spin}{scale}"/>')

    def heap(
        self,
        piece: str,
        x: float,
        y: float,
        width: float,
        rows: int,
        size: float,
        upright: int = 0,
    ) -> None:
        """A pile whose lowest row is centred at (x, y); ``upright`` limits the turning (0: none)."
        "A pile whose lowest row is centred at (x, y); ``upright`` limits the turning (0: none)."""
        step = 78 * size
        for row in range(rows - 1, -1, -1):
            count = max(1, round(width / step * (1 - row / (rows + 0.6))))
            for at in range(count):
                seed = (row * 31 + at * 17) * GOLDEN_ANGLE % 360
                turn = seed if not upright else (seed % (2 * upright)) - upright
                along = (at - (count - 1) / 2) * step + (seed % 11 - 5) * size
                self.place(piece, x + along, y - row * 46 * size - seed % 7 * size, size, turn)

    def packed(
        self,
        piece: str,
        corner: tuple[float, float],
        grid: tuple[int, int],
        step: tuple[float, float],
        size: float,
        *,
        straight: bool = False,
        behind: tuple[float, float, float, float] = (0, 0, 0, 0),
    ) -> None:
        """Rows of pieces, every second one shifted, as seen through glass or a window.

        What a label of the box ``behind`` (x, y, width, height) would cover is left out.
        """
        columns, rows = grid
        for row in range(rows):
            for at in range(columns):
                x = corner[0] + (at + row % 2 * 0.5) * step[0]
                y = corner[1] + row * step[1]
                left, top, width, height = behind
                if abs(x - left - width / 2) + 30 < width / 2 > 0 and top < y < top + height:
                    continue
                self.place(piece, x, y, size, 0 if straight else (row * 5 + at) * GOLDEN_ANGLE)

    def specks(self, spots: Sequence[tuple[float, float]], size: float, colour: str) -> None:
        """Round dots: strokes of no length with round ends, so that all are one shape."""
        self.line("".join(f"M{number(x)} {number(y)}h0" for x, y in spots), colour, size)

    @contextmanager
    def clipped(self, outline: str) -> Iterator[None]:
        """What is drawn inside shows only within the outline."""
        name = self._define(f'<clipPath id="@"><path d="{outline}"/></clipPath>')
        self.add(f'<g clip-path="url(#{name})">')
        yield
        self.add("</g>")

    @contextmanager
    def enlarged(self, scale: float, x: float, y: float) -> Iterator[None]:
        """What is drawn inside is larger, seen from the fixed point (x, y)."""
        move_x, move_y = number(x - x * scale), number(y - y * scale)
        self.add(f'<g transform="matrix({scale:g} 0 0 {scale:g} {move_x} {move_y})">')
        yield
        self.add("</g>")

    def svg(self, view: int = 800) -> str:
        definitions = "".join(self._definitions.values())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view} {view}" role="img">'
            f"<defs>{definitions}</defs>{''.join(self._shapes)}</svg>\n"
        )
