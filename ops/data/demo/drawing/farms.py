"""Where producers live: sky, two ranges of hills, what grows on the land, a house."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ops.data.demo.drawing.paper import Paper, dark, light
from ops.data.demo.drawing.pieces import PIECES


class Farm(msgspec.Struct, frozen=True, kw_only=True):
    """``house`` and ``land`` name drawings below; ``piece`` lies in the foreground."""

    house: str
    land: str
    sky: str
    far: str
    field: str
    crop: str
    wall: str = "#f3e6cf"
    roof: str = "#b5573a"
    piece: str = "sprig"


def backdrop(p: Paper, farm: Farm) -> None:
    p.slab(0, 0, 800, 800, 0, p.down((0, farm.sky), (0.62, light(farm.sky, 0.72))))
    p.oval(590, 170, 150, 150, p.glow((0, "#fff6d8/.9"), (1, "#fff6d8/0")))
    p.oval(590, 170, 56, 56, "#fff3cd")
    for x, y, reach in ((170, 150, 84), (330, 226, 58)):
        p.path(
            f"M{x - reach} {y}Q{x - reach} {y - 34} {x - reach / 2:.0f} {y - 32}"
            f"Q{x} {y - 74} {x + reach / 2:.0f} {y - 34}Q{x + reach} {y - 38} {x + reach} {y}Z",
            "#fff",
            'opacity=".75"',
        )
    p.path(
        "M0 420Q90 300 190 360Q290 230 420 350Q520 280 610 350Q720 290 800 380V800H0Z",
        p.down((0, light(farm.far, 0.3)), (0.5, farm.far)),
    )
    p.path("M0 470Q200 380 420 450Q620 400 800 460V800H0Z", p.slope(light(farm.field, 0.12)))
    p.path("M0 560Q260 480 480 540Q660 500 800 550V800H0Z", p.slope(farm.field))


def grove(p: Paper, farm: Farm, fruit: str = "") -> None:
    for row, (y, size) in enumerate(((540, 0.6), (620, 0.85), (720, 1.15))):
        for at in range(5 - row):
            x = 90 + at * (150 + row * 62) + row % 2 * 100
            if row == 0 and 400 < x < 700:  # the house stands there
                continue
            p.oval(x + 14 * size, y, 56 * size, 10 * size, dark(farm.field, 0.25), 'opacity=".5"')
            p.place(f"tree:{farm.crop}", x, y, size)
            for right, up in ((-24, 104), (18, 82)) if fruit else ():
                p.place(fruit, x + right * size, y - up * size, 0.24 * size)


def orchard(p: Paper, farm: Farm) -> None:
    grove(p, farm, farm.piece)


def rows(p: Paper, farm: Farm) -> None:
    """Vines, lavender or pulses in rows that meet on the horizon."""
    for at in range(9):
        foot = -240 + at * 160
        head = 330 + at * 18
        p.path(f"M{foot} 800L{head} 540H{head + 8}L{foot + 74} 800Z", p.slope(farm.crop))
        for step, y in ((0.25, 606), (0.5, 668), (0.78, 740)):
            x = head + (foot + 37 - head) * step
            p.oval(x, y, 12 + 30 * step, 9 + 20 * step, p.ball(light(farm.crop, 0.1)))


def hives(p: Paper, farm: Farm) -> None:
    for x, y, colour in (
        (110, 640, "#5f9bb5"),
        (250, 690, "#e3b04b"),
        (420, 650, "#5f9bb5"),
        (580, 700, "#5f9bb5"),
        (710, 640, "#e3b04b"),
    ):
        p.oval(x + 8, y + 4, 66, 12, dark(farm.field, 0.3), 'opacity=".5"')
        p.place(f"hive:{colour}", x, y)
    for x, y, turn in ((190, 560, 10), (520, 560, -14), (350, 600, 24)):
        p.place("bee", x, y, 0.34, turn)
    for x in range(60, 800, 136):
        p.place(f"heads:{farm.crop}", x, 752, 0.8)


def pasture(p: Paper, farm: Farm) -> None:
    for x, y, size in (
        (120, 610, 0.8),
        (300, 660, 1.1),
        (520, 620, 0.9),
        (650, 700, 1.3),
        (180, 740, 1.3),
    ):
        p.oval(x, y + 50 * size, 56 * size, 9 * size, dark(farm.field, 0.3), 'opacity=".45"')
        p.place(farm.piece, x, y, size)
    for x in range(0, 820, 90):
        p.line(f"M{x} 556V520M{x} 534H{x + 90}", "#b08a5a", 6)


def water(p: Paper, farm: Farm) -> None:
    """A lake or a bay before the hills, with a boat."""
    p.path(
        "M0 540Q300 500 800 530V700Q500 660 0 720Z",
        p.down((0, light(farm.crop, 0.4)), (1, farm.crop)),
    )
    for x, y in ((90, 580), (330, 560), (560, 600), (250, 640), (650, 640)):
        p.line(f"M{x} {y}h70", "#fff", 4, 'opacity=".6"')
    p.path("M430 616H590Q574 652 540 652H470Q440 650 430 616Z", p.slope("#b5573a"))
    p.line("M510 616V524", "#6b4a2a", 6)
    p.path("M516 530L580 606H516Z", "#fff7e6")
    for x in (60, 150, 660, 740):
        for lean in (-14, 0, 16):
            p.line(f"M{x} 790Q{x} 730 {x + lean} 690", "#7f9a4b", 7)
    p.place(farm.piece, 330, 740, 1.2, -8)


def gables(p: Paper, farm: Farm) -> None:
    """A house with a pitched roof and a chimney."""
    p.slab(470, 392, 180, 128, 4, p.across((0, light(farm.wall, 0.2)), (1, dark(farm.wall, 0.16))))
    p.path("M452 400L500 318H622L668 400Z", p.slope(farm.roof))
    p.slab(596, 300, 26, 50, 3, dark(farm.wall, 0.3))
    p.slab(544, 446, 36, 74, 4, dark(farm.roof, 0.45))
    for x in (490, 598):
        p.slab(x, 432, 32, 34, 3, "#6f8fa0")
        p.slab(x - 3, 466, 38, 6, 2, "#fff7e6")


def smokehouse(p: Paper, farm: Farm) -> None:
    gables(p, farm)
    p.line("M610 292Q586 256 616 226Q646 194 616 160", "#fff", 20, 'opacity=".6"')


def cubes(p: Paper, farm: Farm) -> None:
    """Whitewashed island houses with a dome."""
    p.slab(560, 404, 120, 116, 4, p.across((0, "#fff"), (1, dark(farm.wall, 0.14))))
    p.slab(450, 430, 130, 90, 4, p.across((0, "#fffdf6"), (1, dark(farm.wall, 0.1))))
    p.path("M572 404Q572 344 620 344Q668 344 668 404Z", p.ball(farm.roof))
    p.slab(498, 462, 34, 58, 17, farm.roof)
    for x in (464, 546, 604):
        p.slab(x, 448, 22, 26, 3, farm.roof)


def mill(p: Paper, farm: Farm) -> None:
    p.path("M520 520L540 340H620L640 520Z", p.barrel(farm.wall, 0.8))
    p.path("M528 344Q580 276 632 344Z", p.slope(farm.roof))
    for turn in (20, 110, 200, 290):
        p.add(
            f'<path d="M-4 0H4L16 -128H-22Z" fill="#fffaf0" stroke="#8a6a48" stroke-width="4" '
            f'transform="translate(580 334)rotate({turn})"/>'
        )
    p.oval(580, 334, 11, 11, "#6b4a2a")
    p.slab(562, 462, 36, 58, 18, dark(farm.roof, 0.4))


def barn(p: Paper, farm: Farm) -> None:
    p.path("M440 520V410L476 350L550 320L624 350L660 410V520Z", p.slope(farm.roof))
    p.path(
        "M426 416L470 342L550 308L630 342L674 416L654 422L618 360L550 332L482 360L446 422Z",
        dark(farm.roof, 0.4),
    )
    p.slab(506, 436, 88, 84, 2, farm.wall)
    p.line("M506 436L594 520M594 436L506 520", farm.roof, 8)
    p.slab(530, 372, 40, 34, 3, farm.wall)


HOUSES: dict[str, Callable[[Paper, Farm], None]] = {
    "gables": gables,
    "smokehouse": smokehouse,
    "cubes": cubes,
    "mill": mill,
    "barn": barn,
}
LANDS: dict[str, Callable[[Paper, Farm], None]] = {
    "grove": grove,
    "orchard": orchard,
    "rows": rows,
    "hives": hives,
    "pasture": pasture,
    "water": water,
}


def farm_picture(farm: Farm) -> str:
    """The portrait of a producer as SVG. Raises KeyError for a house or land not drawn."""
    p = Paper(PIECES)
    backdrop(p, farm)
    HOUSES[farm.house](p, farm)
    LANDS[farm.land](p, farm)
    return p.svg()
