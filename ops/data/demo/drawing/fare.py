"""Cheese, bread, meat, fish and soap: things that are their own packing."""

from __future__ import annotations

from collections.abc import Callable

from ops.data.demo.drawing.look import Look
from ops.data.demo.drawing.paper import Paper, dark, light, mix
from ops.data.demo.drawing.vessels import FLOOR

WOOD = "#c08f58"


def board(p: Paper, y: float = 610) -> None:
    p.shadow(410, y + 54, 370)
    p.slab(110, y, 580, 50, 24, p.slope(WOOD))
    p.line(f"M160 {y + 20}H430M500 {y + 32}H640", dark(WOOD, 0.2), 3, 'opacity=".6"')


def wheel(p: Paper, look: Look) -> None:
    """A wheel of cheese with a wedge taken out."""
    board(p)
    rind = p.barrel(look.accent)
    p.path("M170 430V548Q170 628 400 628Q630 628 630 548V430Z", rind)
    p.oval(400, 430, 230, 92, p.slope(light(look.accent, 0.2)))
    p.path("M400 426L560 496Q480 524 380 522Z", dark(look.accent, 0.5))
    p.path("M400 426L380 522V628Q390 628 400 628Z", p.slope(dark(look.main, 0.12)))
    p.path("M400 426L560 496V606Q480 628 396 628L398 440Z", p.slope(look.main))
    p.specks(((452, 520), (500, 566), (440, 590), (530, 532)), 20, dark(look.main, 0.16))
    p.oval(298, 416, 60, 24, look.label, 'opacity=".92"')
    p.place(look.emblem, 298, 414, 0.42)


def wedge(p: Paper, look: Look) -> None:
    board(p)
    p.path("M150 500L560 330Q650 380 650 430L652 470Z", p.slope(light(look.main, 0.22)))
    p.path(
        "M150 500L652 452V612H150Z",
        p.across((0, light(look.main, 0.1)), (1, dark(look.main, 0.1))),
    )
    p.path(
        "M560 330Q672 372 668 452V612H636V462Q640 390 560 330Z",
        p.barrel(look.accent, 0.9),
    )
    if look.filling:
        for at in range(16):
            p.place(
                look.filling,
                200 + at * 97 % 420,
                520 + at * 53 % 84,
                0.16 + at % 3 * 0.07,
                at * 71,
            )
    p.slab(262, 520, 170, 70, 8, look.label, 'opacity=".94"')
    p.place(look.emblem, 304, 555, 0.5)
    p.slab(346, 540, 66, 9, 4, dark(look.accent, 0.3))
    p.slab(346, 560, 44, 7, 3, look.accent)


def block(p: Paper, look: Look) -> None:
    """White cheese in a block, a slice cut, on a plate."""
    p.shadow(410, FLOOR, 360)
    p.oval(400, 610, 320, 66, p.barrel(look.accent, 0.5))
    p.oval(400, 602, 270, 48, light(look.accent, 0.35))
    p.path("M206 420L396 372L560 414L372 470Z", light(look.main, 0.5))
    p.path("M206 420L372 470V620L206 566Z", p.slope(look.main))
    p.path("M372 470L560 414V562L372 620Z", p.slope(dark(look.main, 0.08)))
    p.path("M420 500L600 452L632 462L452 514Z", light(look.main, 0.5))
    p.path("M452 514L632 462V592L452 640Z", p.slope(dark(look.main, 0.04)))
    p.path("M420 500L452 514V640L420 628Z", p.slope(look.main))
    holes = ((250, 470), (300, 540), (340, 500), (500, 560), (560, 530), (590, 566), (270, 522))
    p.specks(holes, 11, dark(look.main, 0.13))
    p.place(look.emblem, 372, 414, 0.9)


def log(p: Paper, look: Look) -> None:
    """A log of soft cheese with a slice before it."""
    board(p)
    p.path("M250 420H590Q660 420 660 514Q660 610 590 610H250Z", p.slope(look.accent))
    p.oval(250, 515, 78, 95, p.ball(light(look.accent, 0.1)))
    p.oval(250, 515, 64, 80, p.ball(look.main))
    p.oval(392, 560, 62, 76, p.ball(light(look.accent, 0.1)))
    p.oval(386, 562, 52, 64, p.ball(look.main))
    p.place(look.emblem, 560, 480, 0.9)


def butter(p: Paper, look: Look) -> None:
    """A pat in its paper, a corner turned back."""
    board(p)
    p.path("M190 448L300 400H620L530 448Z", light(look.main, 0.35))
    p.path("M190 448H530V612H190Z", p.slope(look.main))
    p.path("M530 448L620 400V560L530 612Z", dark(look.main, 0.14))
    p.path("M322 438H538V622H322Z", p.slope(look.label))
    p.path("M322 438L420 392H632L538 438Z", light(look.label, 0.3))
    p.path("M538 438L632 392V566L538 622Z", dark(look.label, 0.16))
    p.path("M322 438L300 460L308 600L322 622Z", dark(look.label, 0.1))
    p.slab(322, 470, 216, 12, 0, look.accent)
    p.place(look.emblem, 430, 540, 0.95)


def loaf(p: Paper, look: Look) -> None:
    board(p)
    p.path(
        "M132 560Q120 372 400 366Q680 372 668 560Q664 618 600 618H200Q136 618 132 560Z",
        p.glow((0, light(look.main, 0.3)), (0.7, look.main), (1, dark(look.main, 0.36))),
    )
    crust = dark(look.main, 0.3)
    for x in (250, 360, 470):
        p.path(
            f"M{x} 560Q{x + 6} 450 {x + 76} 404Q{x + 62} 480 {x + 44} 566Z",
            light(look.main, 0.62),
        )
        p.line(f"M{x} 560Q{x + 6} 450 {x + 76} 404", crust, 7)
    for at in range(26 if look.filling else 0):
        p.place(look.filling, 180 + at * 83 % 440, 420 + at * 47 % 150, 0.15, at * 71)


def slices(p: Paper, look: Look) -> None:
    """Thick rusks or slices of tea loaf, leaning."""
    board(p)
    for at in range(4):
        x = 180 + at * 92
        p.path(
            f"M{x} 616L{x + 26} 440Q{x + 46} 392 {x + 106} 404Q{x + 160} 414 {x + 156} 470"
            f"L{x + 132} 616Z",
            p.slope(dark(look.main, 0.34 - at * 0.04)),
        )
        p.path(
            f"M{x + 14} 612L{x + 38} 452Q{x + 56} 410 {x + 106} 420"
            f"Q{x + 144} 428 {x + 142} 474L{x + 120} 612Z",
            p.ball(light(look.main, 0.14)),
        )
        spots = [(x + 52 + step * 37 % 70, 460 + step * 53 % 130) for step in range(7)]
        p.specks(spots, 10, look.accent)


def rounds(p: Paper, look: Look) -> None:
    """A leaning stack of oatcakes or biscuits, one before it."""
    p.shadow(410, FLOOR, 320)
    for at in range(7):
        x, y = 372 + (at * 29 % 17 - 8), 624 - at * 36
        p.oval(x, y + 14, 176, 44, dark(look.main, 0.32))
        p.oval(x, y, 176, 44, p.slope(mix(look.main, light(look.main, 0.2), at / 8)))
    spots = [(260 + at * 61 % 220, 392 + at * 23 % 36) for at in range(9)]
    p.specks(spots, 8, dark(look.main, 0.26))
    p.oval(556, 560, 118, 122, dark(look.main, 0.3))
    p.oval(550, 556, 116, 120, p.ball(light(look.main, 0.08)))
    spots = [(478 + at * 67 % 150, 478 + at * 43 % 160) for at in range(14)]
    p.specks(spots, 11, dark(look.main, 0.24))


def fingers(p: Paper, look: Look) -> None:
    """Bars stacked crosswise: shortbread, sesame bars, soap sticks."""
    board(p)
    for row in range(3):
        y = 546 - row * 68
        for at in range(3 - row % 2):
            x = 172 + at * 154 + row % 2 * 77
            p.slab(x, y, 148, 66, 10, p.slope(look.main))
            p.slab(x + 4, y + 3, 140, 14, 7, light(look.main, 0.3), 'opacity=".7"')
            spots = [(x + 20 + step * 22, y + 28 + step * 31 % 26) for step in range(6)]
            p.specks(spots, 10, look.accent)


def sausages(p: Paper, look: Look) -> None:
    board(p)
    p.path("M130 612Q150 572 220 576L600 570Q664 574 676 612Z", p.slope(look.label))
    for y, lift, skin in ((470, 14, 0.12), (536, 10, 0.04), (588, 6, 0.0)):
        colour = dark(look.main, skin)
        p.line(f"M216 {y}Q400 {y + lift * 3} 584 {y - 6}", colour, 74)
        p.line(
            f"M216 {y - 16}Q400 {y + lift * 3 - 18} 584 {y - 22}",
            light(colour, 0.28),
            16,
            'opacity=".7"',
        )
        p.line(
            f"M252 {y + 14}Q400 {y + lift * 3 + 12} 548 {y + 10}",
            dark(colour, 0.22),
            9,
            'opacity=".6"',
        )
        p.line(f"M180 {y}L164 {y + 8}M620 {y - 8}L636 {y}", dark(colour, 0.3), 9)
    p.place(look.emblem, 610, 452, 1.1, 20)


def rashers(p: Paper, look: Look) -> None:
    """Streaky bacon or sliced fish, in waves on paper."""
    board(p, 596)
    p.path("M130 612Q150 560 220 564L600 558Q664 562 676 612Z", p.slope(look.label))
    waves = "".join(
        f"M170 {y}Q240 {y - 38} 310 {y}T450 {y}T590 {y}Q620 {y - 14} 636 {y - 8}"
        for y in (416, 474, 532, 590)
    )
    p.line(waves, dark(look.main, 0.24), 56)
    p.line(waves, look.main, 48)
    p.line(waves, look.accent, 10)
    p.place(look.emblem, 610, 400, 1.0, 24)


def whole_fish(p: Paper, look: Look) -> None:
    board(p, 584)
    p.path(
        "M92 500Q150 400 330 406Q500 412 600 486L700 416Q680 500 712 592L598 528Q500 606 330 600"
        "Q160 600 92 500Z",
        p.down(
            (0, dark(look.main, 0.3)),
            (0.45, look.main),
            (0.75, light(look.main, 0.5)),
            (1, light(look.main, 0.2)),
        ),
    )
    p.path("M300 408Q370 346 440 420Z", dark(look.main, 0.24))
    p.path(
        "M216 424Q256 500 214 582",
        "none",
        f'stroke="{dark(look.main, 0.35)}" stroke-width="6"',
    )
    p.oval(156, 480, 15, 15, "#fff6e2")
    p.oval(154, 480, 8, 8, "#33241a")
    p.line("M250 506Q430 486 590 508", look.accent, 16, 'opacity=".55"')
    spots = [(262 + at * 71 % 300, 436 + at * 37 % 56) for at in range(18)]
    p.specks(spots, 9, dark(look.main, 0.3))
    p.path("M300 520Q350 520 372 562Q320 566 300 520Z", dark(look.main, 0.2))
    p.place(look.emblem, 470, 590, 0.9, -20)


def soap(p: Paper, look: Look) -> None:
    """Two bars, the upper one in a paper band."""
    p.shadow(410, FLOOR, 340)
    p.slab(170, 520, 460, 144, 34, p.slope(dark(look.main, 0.14)))
    p.slab(186, 528, 428, 30, 15, light(look.main, 0.25), 'opacity=".5"')
    p.slab(210, 386, 400, 142, 34, p.slope(look.main))
    p.slab(226, 394, 368, 30, 15, light(look.main, 0.4), 'opacity=".6"')
    p.slab(322, 382, 176, 150, 6, p.slope(look.label))
    p.slab(322, 382, 12, 150, 4, look.accent)
    p.slab(486, 382, 12, 150, 4, look.accent)
    p.place(look.emblem, 410, 444, 0.95)
    p.slab(366, 504, 88, 9, 4, dark(look.accent, 0.3))


def comb(p: Paper, look: Look) -> None:
    """A slab of honeycomb on a dish, honey running down."""
    p.shadow(410, FLOOR, 340)
    p.oval(400, 618, 310, 54, p.barrel(look.label, 0.4))
    slab = (
        "M190 370H610Q626 370 626 390V590Q626 610 606 610H194Q174 610 174 590V390Q174 370 190 370Z"
    )
    p.path(slab, p.slope(dark(look.main, 0.2)))
    with p.clipped(slab):
        p.packed("cell", (186, 392), (6, 4), (84, 72), 0.96, straight=True)
    p.path(
        "M174 392Q180 366 210 366H600Q626 368 626 396Q600 400 592 440Q584 470 570 436"
        "Q560 404 500 406"
        "Q470 408 464 470Q456 520 440 468Q434 410 380 406Q320 402 310 440Q300 470 286 430"
        "Q280 400 174 410Z",
        p.slope(light(look.main, 0.12)),
        'opacity=".94"',
    )
    p.place("bee", 590, 316, 0.9, 12)


def candle(p: Paper, look: Look) -> None:
    p.shadow(410, FLOOR, 300)
    for x, top, half in ((500, 384, 62), (340, 300, 76)):
        p.slab(x - half, top, 2 * half, FLOOR - top, 14, p.barrel(look.main))
        p.oval(x, top + 8, half, 17, light(look.main, 0.35))
        cells = "".join(
            f"M{x - half} {top + 60 + row * 46}L{x + half} {top + 30 + row * 46}"
            for row in range(6)
        )
        p.line(cells, dark(look.main, 0.16), 3, 'opacity=".5"')
        p.line(f"M{x} {top + 6}V{top - 22}", "#5a3a1c", 6)
        p.oval(x, top - 58, 90, 90, p.glow((0, "#fff3c0/.9"), (1, "#fff3c0/0")))
        p.path(
            f"M{x} {top - 94}Q{x + 26} {top - 50} {x} {top - 20}"
            f"Q{x - 26} {top - 50} {x} {top - 94}Z",
            p.down((0, "#ffe9a0"), (1, "#f08a2b")),
        )
    p.slab(264, 520, 152, 60, 6, p.barrel(look.label, 0.4))
    p.place(look.emblem, 340, 550, 0.5)


def fillets(p: Paper, look: Look) -> None:
    """Two fillets of fish, one over the other, the skin below."""
    board(p)
    for x, y in ((40, -64), (0, 22)):
        skin = f"M{128 + x} {560 + y}Q{250 + x} {452 + y} {440 + x} {462 + y}"
        edge = f"Q{600 + x} {470 + y} {640 + x} {566 + y}"
        p.path(f"{skin}{edge}Q{400 + x} {640 + y} {128 + x} {560 + y}Z", dark(look.main, 0.5))
        p.path(
            f"{skin}{edge}Q{400 + x} {606 + y} {128 + x} {560 + y}Z",
            p.down((0, light(look.main, 0.2)), (1, look.main)),
        )
        flakes = "".join(
            f"M{230 + x + at * 76} {520 + y - at % 2 * 8}q34 16 30 54" for at in range(5)
        )
        p.line(flakes, look.accent, 7, 'opacity=".8"')
    p.place(look.emblem, 560, 470, 1.0, 30)


FARE: dict[str, Callable[[Paper, Look], None]] = {
    "wheel": wheel,
    "wedge": wedge,
    "block": block,
    "log": log,
    "butter": butter,
    "loaf": loaf,
    "slices": slices,
    "rounds": rounds,
    "fingers": fingers,
    "sausages": sausages,
    "rashers": rashers,
    "trout": whole_fish,
    "soap": soap,
    "comb": comb,
    "candle": candle,
    "fillets": fillets,
}
