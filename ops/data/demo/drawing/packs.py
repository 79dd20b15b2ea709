"""Bags, sacks, crates, bowls and boxes: what dry and fresh goods come in."""

from __future__ import annotations

from collections.abc import Callable

from ops.data.demo.drawing.look import Look
from ops.data.demo.drawing.paper import Paper, dark, light, mix
from ops.data.demo.drawing.vessels import FLOOR, label


def bag(p: Paper, look: Look) -> None:
    """A paper bag, folded at the top, with a window on what is in it."""
    p.shadow(410, FLOOR, 290)
    p.path(
        "M256 236L544 236L566 640Q568 664 544 664H256Q232 664 234 640Z",
        p.across(
            (0, dark(look.main, 0.16)),
            (0.16, light(look.main, 0.14)),
            (0.8, look.main),
            (1, dark(look.main, 0.2)),
        ),
    )
    p.path(
        "M244 200Q400 190 556 200L548 262Q400 252 252 262Z",
        p.slope(dark(look.main, 0.12)),
    )
    p.slab(300, 214, 200, 12, 6, look.accent)
    window = "M284 500Q284 476 308 476H492Q516 476 516 500V610Q516 630 494 630H306Q284 630 284 610Z"
    p.path(window, dark(look.main, 0.45))
    with p.clipped(window):
        p.packed(look.filling, (300, 496), (4, 4), (60, 44), 0.68)
    label(p, look, (290, 290, 220, 160), 0.95)


def pouch(p: Paper, look: Look) -> None:
    """A soft pouch with a round window."""
    p.shadow(410, FLOOR, 280)
    p.path(
        "M262 210H538Q552 210 550 226Q540 420 572 630Q576 664 540 664H260Q224 664 228 630"
        "Q260 420 250 226Q248 210 262 210Z",
        p.across(
            (0, dark(look.main, 0.14)),
            (0.25, light(look.main, 0.2)),
            (0.7, look.main),
            (1, dark(look.main, 0.24)),
        ),
    )
    p.slab(250, 210, 300, 34, 8, dark(look.main, 0.16))
    p.line("M262 262H538", dark(look.main, 0.25), 3, 'stroke-dasharray="2 9"')
    p.oval(400, 540, 98, 82, dark(look.main, 0.4))
    with p.clipped("M302 540A98 82 0 0 0 498 540A98 82 0 0 0 302 540Z"):
        p.packed(look.filling, (306, 476), (4, 4), (58, 46), 0.7)
    label(p, look, (296, 286, 208, 150), 0.9)


def sack(p: Paper, look: Look) -> None:
    """A hessian sack with its rim rolled down over a heap."""
    p.shadow(410, FLOOR, 330)
    p.path(
        "M214 448Q196 560 226 640Q232 664 262 664H538Q568 664 574 640Q604 560 586 448Z",
        p.barrel(look.main, 0.9),
    )
    folds = "".join(
        f"M{236 + at * 82} 500Q{228 + at * 84} 580 {240 + at * 80} 648" for at in range(5)
    )
    p.line(folds, dark(look.main, 0.16), 3, 'opacity=".5"')
    p.oval(400, 424, 190, 44, dark(look.main, 0.5))
    p.heap(look.filling, 400, 420, 330, 4, 0.74)
    p.path(
        "M202 420Q400 520 598 420Q620 436 604 474Q400 574 196 474Q180 436 202 420Z",
        p.barrel(light(look.main, 0.16), 0.8),
    )
    label(p, look, (318, 528, 164, 116), 0.66)


def bowl(p: Paper, look: Look) -> None:
    p.shadow(410, FLOOR, 320)
    p.oval(400, 478, 230, 52, dark(look.main, 0.35))
    p.heap(look.filling, 400, 474, 392, 4, 0.86)
    p.path(
        "M168 480Q400 566 632 480Q624 600 510 652Q500 664 480 664H320Q300 664 290 652"
        "Q176 600 168 480Z",
        p.barrel(look.main, 0.9),
    )
    p.line("M182 528Q400 610 618 528", light(look.main, 0.5), 7, 'opacity=".65"')
    p.line("M200 562Q400 636 600 562", look.accent, 9, 'opacity=".9"')


def crate(p: Paper, look: Look) -> None:
    """A wooden crate of fruit."""
    p.shadow(410, FLOOR, 360)
    p.slab(160, 430, 480, 60, 6, dark(look.main, 0.5))
    p.heap(look.filling, 400, 440, 400, 3, 1.12, upright=24)
    wood = p.slope(look.main)
    for at in range(3):
        p.slab(146, 462 + at * 68, 508, 58, 8, wood)
    grain = "".join(f"M176 {482 + at * 68}H420M470 {502 + at * 68}H620" for at in range(3))
    p.line(grain, dark(look.main, 0.2), 3, 'opacity=".6"')
    for x in (160, 604):
        p.slab(x, 448, 36, 216, 8, p.slope(dark(look.main, 0.14)))
    label(p, look, (318, 494, 164, 126), 0.72)


def box(p: Paper, look: Look) -> None:
    """A card box, slightly turned."""
    p.shadow(420, FLOOR, 320)
    p.path(
        "M216 330L480 352V664L216 640Z",
        p.across((0, light(look.main, 0.1)), (1, look.main)),
    )
    p.path("M480 352L596 322V626L480 664Z", dark(look.main, 0.22))
    p.path("M216 330L338 302L596 322L480 352Z", light(look.main, 0.28))
    p.path("M216 392L480 414V432L216 410ZM480 414L596 384V402L480 432Z", look.accent)
    p.place(look.emblem, 348, 500, 1.3, 4)
    p.slab(284, 580, 132, 12, 6, look.label, 'transform="rotate(4 348 580)"')
    p.slab(306, 602, 88, 8, 4, look.label, 'transform="rotate(4 348 580)" opacity=".7"')


def bunch(p: Paper, look: Look) -> None:
    """A tied bunch of herbs, hanging down."""
    p.shadow(410, FLOOR, 250)
    stems = "".join(f"M400 470L{400 - (at - 3) * 21} 646" for at in range(7))
    p.line(stems, mix(look.main, "#8a6a3a", 0.45), 8)
    for at in range(-3, 4):
        for reach, size in ((84, 1.0), (166, 0.9), (240, 0.78)):
            p.place(
                look.filling,
                400 + at * 0.27 * reach,
                452 - reach * (1 - abs(at) * 0.06),
                size,
                at * 15,
            )
    p.slab(356, 456, 88, 40, 14, p.barrel(look.accent))
    p.line("M440 476Q500 470 504 520M440 482Q486 500 476 548", look.accent, 7)


def dish(p: Paper, look: Look) -> None:
    """A flat dish with a loose heap."""
    p.shadow(410, FLOOR, 350)
    p.oval(400, 596, 330, 82, p.barrel(look.main, 0.6))
    p.oval(400, 586, 282, 58, dark(look.main, 0.14))
    p.heap(look.filling, 400, 560, 370, 4, 1.0)


def net(p: Paper, look: Look) -> None:
    """Fruit, loose on the table, in a tumbling group."""
    p.shadow(400, FLOOR, 360)
    placed = (
        (400, 372, 1.75, 4),
        (290, 470, 1.9, -16),
        (512, 470, 1.9, 14),
        (210, 584, 1.75, -30),
        (400, 590, 2.0, 6),
        (590, 588, 1.75, 26),
    )
    for x, y, size, turn in placed:
        p.place(look.filling, x, y, size, turn)


PACKS: dict[str, Callable[[Paper, Look], None]] = {
    "bag": bag,
    "pouch": pouch,
    "sack": sack,
    "bowl": bowl,
    "crate": crate,
    "box": box,
    "bunch": bunch,
    "dish": dish,
    "loose": net,
}
