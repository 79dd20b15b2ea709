"""Bottles, jars, tins and pots: outlines turned on a lathe, with a closure and a label."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from ops.data.demo.drawing.look import Look
from ops.data.demo.drawing.paper import Paper, Profile, dark, light, mix, turned

FLOOR = 664
JAR_LABEL = (292, 424, 216, 176)


def label(p: Paper, look: Look, box: tuple[float, float, float, float], size: float = 1) -> None:
    """A paper label in (x, y, width, height) with the emblem and two lines that stand for words."""
    x, y, width, height = box
    middle = x + width / 2
    p.slab(x, y, width, height, 8, p.barrel(look.label, 0.45))
    p.slab(x, y, width, 9, 4, look.accent)
    p.slab(x, y + height - 9, width, 9, 4, look.accent)
    p.place(look.emblem, middle, y + height * 0.4, size)
    p.slab(
        middle - width * 0.3,
        y + height * 0.72,
        width * 0.6,
        10,
        5,
        dark(look.accent, 0.35),
    )
    p.slab(
        middle - width * 0.19,
        y + height * 0.81,
        width * 0.38,
        7,
        3,
        mix(look.accent, look.label, 0.4),
    )


class Bottle(msgspec.Struct, frozen=True):
    """Half widths from mouth to foot, the label's box, the closure and its lower edge."""

    profile: Profile
    box: tuple[float, float, float, float]
    closure: str
    size: float = 1


BOTTLES = {
    "oil": Bottle(
        ((206, 31), (264, 33), (340, 96), (642, 96)),
        (304, 400, 192, 190),
        "pourer",
        1.05,
    ),
    "wine": Bottle(((130, 27), (286, 29), (388, 86), (642, 86)), (314, 414, 172, 172), "capsule"),
    "spirit": Bottle(((176, 27), (272, 29), (334, 80), (642, 80)), (320, 392, 160, 176), "cork"),
    "gin": Bottle(
        ((256, 36), (312, 38), (372, 136), (640, 132)),
        (284, 414, 232, 180),
        "stopper",
        1.2,
    ),
    "cider": Bottle(
        ((176, 27), (252, 29), (376, 76), (642, 76)),
        (324, 410, 152, 172),
        "crown",
        0.95,
    ),
    "juice": Bottle(
        ((214, 48), (262, 48), (360, 106), (642, 106)),
        (294, 400, 212, 178),
        "screw",
        1.1,
    ),
    "dropper": Bottle(
        ((352, 40), (384, 42), (420, 96), (642, 96)), (304, 446, 192, 160), "bulb", 0.95
    ),
    "flask": Bottle(
        ((246, 32), (330, 36), (470, 118), (642, 96)), (316, 452, 168, 140), "cork", 0.9
    ),
}


def closure(p: Paper, look: Look, kind: str, top: float, half: float) -> None:
    metal = p.barrel(look.accent)
    if kind == "capsule":
        p.path(turned(((top - 6, half + 3), (top + 108, half + 4)), foot=4), metal)
        p.slab(400 - half - 5, top + 20, 2 * half + 10, 7, 3, dark(look.accent, 0.25))
    elif kind == "crown":
        p.slab(400 - half - 8, top - 16, 2 * half + 16, 26, 8, metal)
    elif kind == "bulb":
        p.path(turned(((top - 112, 20), (top - 62, 30)), foot=14), p.barrel("#4a4038"))
        p.slab(400 - half - 6, top - 50, 2 * half + 12, 62, 8, metal)
    elif kind == "pourer":
        p.slab(400 - half + 8, top - 66, 2 * half - 16, 44, 10, p.barrel("#3a332c"))
        p.slab(400 - half - 6, top - 30, 2 * half + 12, 52, 9, metal)
    elif kind == "screw":
        p.slab(400 - half - 7, top - 34, 2 * half + 14, 56, 10, metal)
    else:
        p.slab(400 - half + 2, top - 40, 2 * half - 4, 60, 8, p.barrel("#cfa16a"))
        if kind == "stopper":
            p.slab(
                400 - half - 12,
                top - 66,
                2 * half + 24,
                38,
                10,
                p.barrel(dark(look.accent, 0.3)),
            )


def glint(p: Paper, box: tuple[float, float, float, float], colour: str = "#fff") -> None:
    x, y, _, height = box
    p.slab(x + 12, y - 34, 13, height + 80, 7, colour, 'opacity=".28"')


def bottle(p: Paper, look: Look, kind: str) -> None:
    shape = BOTTLES[kind]
    top, half = shape.profile[0]
    widest = max(width for _, width in shape.profile)
    p.shadow(410, FLOOR, widest * 1.9)
    outline = turned(shape.profile)
    if look.filling:  # clear glass: the drink begins below the neck
        p.path(outline, p.barrel("#eef1ea", 0.5), 'opacity=".85"')
        level = shape.profile[1][0] + 34
        with p.clipped(outline):
            p.slab(
                400 - widest + 9,
                level,
                2 * widest - 18,
                700 - level,
                16,
                p.barrel(look.main, 0.8),
                'opacity=".92"',
            )
    else:
        p.path(outline, p.barrel(look.main))
    closure(p, look, shape.closure, top, half)
    label(p, look, shape.box, shape.size)
    glint(p, shape.box)


def jar(p: Paper, look: Look, *, cloth: bool = False) -> None:
    p.shadow(410, FLOOR, 290)
    outline = turned(((322, 128), (366, 158), (636, 158)), foot=30)
    p.path(outline, p.barrel(look.main, 0.9))
    if look.filling:
        with p.clipped(outline):
            p.packed(look.filling, (262, 390), (4, 4), (88, 80), 0.95, behind=JAR_LABEL)
            p.path(
                outline,
                p.across(
                    (0, "#2b1708/.3"),
                    (0.3, "#ffffff/.18"),
                    (0.7, "#ffffff/0"),
                    (1, "#2b1708/.36"),
                ),
            )
    if cloth:
        fabric = p.barrel(look.accent, 0.8)
        p.path(
            "M252 300Q240 352 226 378Q252 366 276 384Q304 364 334 386Q366 366 400 388"
            "Q434 366 466 386"
            "Q496 364 524 384Q548 366 574 378Q560 352 548 300Q400 268 252 300Z",
            fabric,
        )
        p.path(
            "M252 306Q256 254 400 252Q544 254 548 306Q400 336 252 306Z",
            p.barrel(light(look.accent, 0.12), 0.7),
        )
        p.line("M250 312Q400 344 550 312", dark(look.accent, 0.4), 9)
    else:
        p.slab(256, 262, 288, 72, 16, p.barrel(look.accent))
        p.slab(256, 318, 288, 9, 4, dark(look.accent, 0.3), 'opacity=".5"')
    label(p, look, JAR_LABEL, 1.1)
    glint(p, (250, 420, 0, 160))


def honey(p: Paper, look: Look) -> None:
    """A squat jar with a wooden dipper leaning on it."""
    jar(p, look)
    p.place("dipper", 612, 540, 1.25, 14)


def kilner(p: Paper, look: Look) -> None:
    """A clip-top jar: glass lid, rubber ring, wire."""
    jar(p, look)
    p.slab(262, 250, 276, 60, 22, p.barrel("#dfe8e2", 0.6))
    p.slab(256, 306, 288, 20, 8, p.barrel("#d2702f"))
    p.line("M262 330L284 262M538 330L516 262", "#8d8f8c", 6)


def pot(p: Paper, look: Look) -> None:
    """A low pot of cream with its lid set beside it."""
    p.shadow(410, FLOOR, 300)
    p.path(turned(((430, 176), (636, 176)), foot=30), p.barrel(look.main, 0.6))
    p.slab(216, 366, 368, 92, 20, p.barrel(look.accent, 0.8))
    p.slab(216, 440, 368, 9, 4, dark(look.accent, 0.35), 'opacity=".45"')
    p.place(look.emblem, 400, 532, 1.05)
    p.slab(330, 604, 140, 10, 5, dark(look.accent, 0.3))
    p.slab(356, 624, 88, 7, 3, mix(look.accent, look.main, 0.4))


def tin(p: Paper, look: Look) -> None:
    """A tall oil tin with a handle and a cap."""
    p.shadow(410, FLOOR, 270)
    p.line("M330 196Q330 150 400 150Q470 150 470 196", dark(look.accent, 0.2), 15)
    p.slab(478, 172, 44, 34, 8, p.barrel("#d9c48c"))
    p.slab(
        252,
        196,
        296,
        468,
        16,
        p.across(
            (0, dark(look.main, 0.14)),
            (0.12, light(look.main, 0.18)),
            (0.62, look.main),
            (0.64, dark(look.main, 0.16)),
            (1, dark(look.main, 0.34)),
        ),
    )
    p.slab(252, 196, 296, 22, 8, p.barrel("#e6d5a2"))
    p.slab(252, 644, 296, 20, 8, p.barrel("#e6d5a2"))
    p.oval(346, 380, 84, 104, look.label)
    p.oval(346, 380, 74, 94, "none", f'stroke="{look.accent}" stroke-width="5"')
    p.place(look.emblem, 346, 372, 1.1)
    p.slab(272, 528, 150, 14, 7, look.label)
    p.slab(296, 556, 102, 10, 5, look.label, 'opacity=".75"')


def caddy(p: Paper, look: Look) -> None:
    """A round tin with a lid, for tea and spices."""
    p.shadow(410, FLOOR, 260)
    p.path(turned(((300, 138), (642, 138)), foot=22), p.barrel(look.main))
    p.slab(254, 214, 292, 104, 22, p.barrel(dark(look.main, 0.12)))
    p.slab(254, 298, 292, 14, 6, p.barrel(look.accent))
    label(p, look, (290, 376, 220, 220), 1.3)


def glass_of(p: Paper, look: Look) -> None:
    """A spirit bottle with a small poured glass before it."""
    bottle(p, look, "spirit")
    p.path(
        turned(((530, 56), (650, 46)), centre=560, foot=14),
        p.barrel("#f4f5ee", 0.4),
        'opacity=".8"',
    )
    p.path(
        turned(((574, 50), (648, 43)), centre=560, foot=12),
        p.barrel(look.main, 0.5),
        'opacity=".9"',
    )


def yoghurt(p: Paper, look: Look) -> None:
    """A glazed clay bowl, brim-full."""
    p.shadow(410, FLOOR, 300)
    p.path(turned(((428, 206), (560, 190), (640, 96)), foot=26), p.barrel(look.accent))
    p.oval(400, 428, 206, 62, p.barrel(dark(look.accent, 0.2)))
    p.oval(400, 424, 186, 52, p.ball(look.main))
    p.line("M300 420Q350 398 400 420Q450 440 496 416", dark(look.main, 0.1), 8)
    p.place(look.emblem, 440, 404, 0.9)
    p.line("M206 500Q400 548 594 500", light(look.accent, 0.45), 8, 'opacity=".7"')


VESSELS: dict[str, Callable[[Paper, Look], None]] = {
    **{kind: partial(bottle, kind=kind) for kind in BOTTLES},
    "jar": jar,
    "cloth-jar": partial(jar, cloth=True),
    "honey": honey,
    "kilner": kilner,
    "pot": pot,
    "tin": tin,
    "caddy": caddy,
    "glass": glass_of,
    "yoghurt": yoghurt,
}
