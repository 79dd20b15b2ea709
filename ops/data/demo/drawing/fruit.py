"""Fruit, whole or cut."""

from __future__ import annotations

from ops.data.demo.drawing.paper import Paper, dark, light
from ops.data.demo.drawing.strokes import dot, leaves, shine, stalk

GREEN = "#6f8f3f"


def citrus(p: Paper, colour: str) -> str:
    return (
        dot(0, 4, 46, p.ball(colour))
        + dot(2, -38, 4, "#7a6238")
        + leaves("#6f8f3f", (2, -38, 44, 14, -20))
        + shine(-20, -12, 13, 7)
    )


def citrus_half(p: Paper, colour: str) -> str:
    flesh = light(colour, 0.22)
    wedges = "".join(
        f'<path d="M0 -4L-11 -31Q0 -40 11 -31Z" transform="rotate({turn})"/>'
        for turn in range(0, 360, 45)
    )
    return (
        dot(0, 0, 47, p.ball(colour))
        + dot(0, 0, 41, "#fff4dc")
        + f'<g fill="{p.slope(flesh)}" stroke="{flesh}" stroke-width="3">{wedges}</g>'
    )


def lemon(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-56 4Q-48 -6 -40 -14Q0 -50 40 -14Q48 -6 56 0Q48 8 40 18Q0 50 -40 18'
        f'Q-48 10 -56 4Z" '
        f'fill="{p.ball(colour)}"/>'
        + leaves("#6f8f3f", (-50, 0, 42, 13, -62))
        + shine(-10, -18, 16, 6)
    )


def apple(p: Paper, colour: str) -> str:
    return (
        f'<path d="M0 -28C16 -46 50 -36 50 2C50 34 26 50 10 46Q0 43 -10 46C-26 50 -50 34 -50 2'
        f'C-50 -36 -16 -46 0 -28Z" fill="{p.ball(colour)}"/>'
        + stalk("M0 -28Q2 -44 12 -52", "#6b4a2a", 5)
        + leaves("#7b9a48", (6, -38, 36, 13, -10))
        + shine(-22, -22, 12, 7)
    )


def pear(p: Paper, colour: str) -> str:
    return (
        f'<path d="M0 -50C20 -50 20 -26 26 -12C36 6 46 14 42 32C38 50 18 54 0 54'
        f"C-18 54 -38 50 -42 32"
        f'C-46 14 -36 6 -26 -12C-20 -26 -20 -50 0 -50Z" fill="{p.ball(colour)}"/>'
        + stalk("M0 -48Q2 -60 10 -66", "#6b4a2a", 5)
        + shine(-26, 6, 9, 14)
    )


def stone_fruit(p: Paper, colour: str) -> str:
    """Peach, plum, damson, sloe: by colour."""
    return (
        dot(0, 2, 46, p.ball(colour))
        + stalk("M4 -42Q-22 -6 2 44", dark(colour, 0.2), 4)
        + leaves(GREEN, (4, -42, 46, 15, -14))
        + shine(-18, -16, 11, 7)
    )


def grapes(p: Paper, colour: str) -> str:
    ball = p.ball(colour)
    rows = [
        (-30, 0),
        (-10, 0),
        (10, 0),
        (30, 0),
        (-20, 17),
        (0, 17),
        (20, 17),
        (-10, 34),
        (10, 34),
        (0, 50),
    ]
    return (
        stalk("M0 -12Q2 -34 12 -44", "#7a5a30", 6)
        + leaves("#84a04c", (4, -24, 46, 24, -16))
        + "".join(dot(x, y - 6, 14, ball) for x, y in rows)
    )


def bramble(p: Paper, colour: str) -> str:
    ball = p.ball(colour)
    spots = [
        (-16, -12),
        (0, -16),
        (16, -12),
        (-20, 4),
        (0, 2),
        (20, 4),
        (-11, 19),
        (10, 19),
        (0, 31),
    ]
    return leaves(
        "#86a24f", (0, -22, 34, 11, -20), (0, -22, 34, 11, 200), (0, -22, 26, 9, -90)
    ) + "".join(dot(x, y, 13, ball) for x, y in spots)


def tomato(p: Paper, colour: str) -> str:
    star = [(0, -30, 30, 8, turn) for turn in (-160, -100, -40, 15, 165)]
    return (
        f'<ellipse cy="4" rx="48" ry="42" fill="{p.ball(colour)}"/>'
        + leaves("#5f8438", *star)
        + shine(-24, -8, 12, 7)
    )


def pepper(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-40 -34Q-22 -50 2 -40Q34 -44 34 -16Q34 14 14 36Q0 54 -8 62Q-18 40 -32 18'
        f'Q-50 -12 -40 -34Z" fill="{p.ball(colour)}"/>'
        + stalk("M-4 -40Q-2 -56 10 -62", "#6c8040", 9)
        + shine(-10, -26, 8, 16)
    )


def chilli(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-48 -26Q-30 -40 -18 -26Q0 8 54 24Q10 36 -22 14Q-44 -2 -48 -26Z" '
        f'fill="{p.ball(colour)}"/>' + stalk("M-34 -32Q-44 -44 -40 -56", "#6c8040", 7)
    )


def fig(p: Paper, colour: str) -> str:
    return (
        f'<path d="M0 -52Q8 -30 26 -12Q50 14 36 36Q22 52 0 52Q-22 52 -36 36Q-50 14 -26 -12'
        f'Q-8 -30 0 -52Z" fill="{p.ball(colour)}"/>'
        + stalk("M-6 -26Q-26 6 -18 40M8 -24Q26 8 18 40", light(colour, 0.3), 3)
    )


def avocado(p: Paper, colour: str) -> str:
    shape = (
        "M0 -54C18 -54 22 -26 32 -8C44 16 36 52 0 52C-36 52 -44 16 -32 -8C-22 -26 -18 -54 0 -54Z"
    )
    return (
        f'<path d="{shape}" fill="{p.ball(colour)}"/>'
        f'<path d="{shape}" fill="#e4df93" transform="translate(0 1)scale(.84)"/>'
        + dot(0, 18, 19, p.ball("#8a5730"))
    )
