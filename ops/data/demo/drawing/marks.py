"""The shops' marks: 64 x 64, readable at the size of a letter."""

from __future__ import annotations

from ops.data.demo.drawing.paper import Paper, dark, light
from ops.data.demo.drawing.pieces import PIECES
from ops.data.demo.drawing.strokes import leaf_path


def olive_mark(primary: str, accent: str) -> str:
    """An olive between two leaves on a round ground."""
    p = Paper(PIECES)
    p.slab(0, 0, 64, 64, 18, p.lamp((0, light(primary, 0.16)), (1, dark(primary, 0.12))))
    p.add(f'<g fill="#f6efdc">{leaf_path(32, 26, 27, 10, -38)}{leaf_path(32, 26, 25, 9, 214)}</g>')
    p.line("M32 12V30", "#f6efdc", 3)
    p.oval(32, 42, 11, 13.5, p.ball(accent))
    p.oval(28, 37, 2.6, 4, "#fff", 'opacity=".55"')
    return p.svg(64)


def bramble_mark(primary: str, accent: str) -> str:
    """A bramble under two hedge leaves."""
    p = Paper(PIECES)
    p.slab(0, 0, 64, 64, 18, p.lamp((0, light(primary, 0.16)), (1, dark(primary, 0.12))))
    p.add(f'<g fill="#f3ecd8">{leaf_path(32, 25, 23, 9, -22)}{leaf_path(32, 25, 23, 9, 202)}</g>')
    p.line("M32 24Q32 14 38 9", "#f3ecd8", 3)
    berry = p.ball(accent)
    for x, y in (
        (25, 31),
        (32, 29),
        (39, 31),
        (22, 38),
        (29, 37),
        (36, 37),
        (42, 38),
        (26, 44),
        (33, 45),
        (39, 44),
        (32, 51),
    ):
        p.oval(x, y, 4.9, 4.9, berry)
    return p.svg(64)


MARKS = {"olive": olive_mark, "bramble": bramble_mark}
