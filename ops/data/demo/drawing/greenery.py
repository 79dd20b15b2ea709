"""Branches, herbs, flowers and what grows on the ground."""

from __future__ import annotations

from ops.data.demo.drawing.paper import Paper, dark, light, mix
from ops.data.demo.drawing.strokes import dot, leaves, shine, stalk


def olive(p: Paper, colour: str) -> str:
    return (
        f'<ellipse rx="48" ry="36" fill="{p.ball(colour)}"/>'
        + dot(40, -2, 5, dark(colour, 0.45))
        + shine(-14, -14, 13, 6)
    )


def olive_branch(p: Paper, colour: str) -> str:
    green = p.slope("#7f9a55")
    fruit = p.ball(colour)
    return (
        stalk("M-60 40Q0 30 62 -42", "#7a6238", 5)
        + leaves(
            green,
            (-40, 36, 62, 17, -75),
            (-20, 32, 60, 17, 25),
            (4, 20, 62, 17, -100),
            (22, 6, 58, 16, 5),
            (40, -14, 52, 15, -115),
            (58, -38, 46, 13, -40),
        )
        + f'<ellipse cx="-12" cy="52" rx="17" ry="22" fill="{fruit}"/>'
        + f'<ellipse cx="24" cy="34" rx="16" ry="21" fill="{fruit}"/>'
    )


def sprig(p: Paper, colour: str) -> str:
    pairs = [(-46 + 18 * at, 40 - 16 * at) for at in range(6)]
    placed = [
        (x, y, 40 - at * 3, 11, turn) for at, (x, y) in enumerate(pairs) for turn in (-95, 12)
    ]
    return stalk("M-60 52L52 -46", dark(colour, 0.3), 4) + leaves(
        p.slope(colour), *placed, (50, -45, 28, 9, -42)
    )


def round_leaves(p: Paper, colour: str) -> str:
    placed = [
        (-30, 44, 66, 30, -70),
        (-6, 30, 66, 30, 0),
        (0, 0, 62, 28, -125),
        (14, -8, 62, 27, -50),
        (-26, 46, 56, 26, -160),
    ]
    return stalk("M-34 62Q0 20 10 -10", dark(colour, 0.25), 5) + leaves(p.slope(colour), *placed)


def one_leaf(p: Paper, colour: str) -> str:
    return leaves(p.slope(colour), (-52, 26, 118, 42, -24)) + stalk(
        "M-58 30Q0 8 40 -12", light(colour, 0.35), 4
    )


def heads(p: Paper, colour: str) -> str:
    """Flowering stems: lavender, heather, thyme, by colour."""
    buds = "".join(f"M{(-9, 9)[bud % 2]} {-6 - bud * 11}h.1" for bud in range(5))
    stem = stalk("M0 64V-40", "#7d9159", 4) + stalk(buds, p.ball(colour), 21)
    return "".join(
        f'<g transform="rotate({turn} 0 64)translate({turn / 2.5:g} 0)">{stem}</g>'
        for turn in (-20, 0, 20)
    )


def daisy(p: Paper, colour: str) -> str:
    petals = "".join(
        f'<ellipse cy="-32" rx="12" ry="22" transform="rotate({turn})"/>'
        for turn in range(0, 360, 36)
    )
    return f'<g fill="{p.slope(colour)}">{petals}</g>' + dot(0, 0, 18, p.ball("#e7b23a"))


def rose(p: Paper, colour: str) -> str:
    petals = "".join(
        f'<circle cy="-24" r="24" transform="rotate({turn})"/>' for turn in range(0, 360, 72)
    )
    return (
        f'<g fill="{p.ball(colour)}">{petals}</g>'
        + dot(0, 0, 24, light(colour, 0.2))
        + dot(3, 2, 13, dark(colour, 0.1))
    )


def wheat(p: Paper, colour: str) -> str:
    grain = p.slope(colour)
    placed = [(0, 26 - 20 * at, 32, 11, turn) for at in range(5) for turn in (-130, -50)]
    return stalk("M0 66V-50", dark(colour, 0.2), 4) + leaves(grain, *placed, (0, -54, 34, 10, -90))


def mushroom(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-15 6Q-24 54 0 56Q24 54 15 6Z" fill="{p.slope("#f1e2c6")}"/>'
        f'<path d="M-50 10Q-46 -42 0 -44Q46 -42 50 10Q0 24 -50 10Z" fill="{p.ball(colour)}"/>'
        + shine(-8, -30, 14, 6)
    )


def garlic(p: Paper, colour: str) -> str:
    return (
        f'<path d="M0 -56Q4 -30 26 -20Q54 0 40 30Q24 48 0 46Q-24 48 -40 30Q-54 0 -26 -20'
        f'Q-4 -30 0 -56Z" fill="{p.ball(colour)}"/>'
        + stalk("M-6 -22Q-26 6 -14 42M6 -22Q26 6 14 42", mix(colour, "#b48aa0", 0.5), 3)
    )


def tree(p: Paper, colour: str) -> str:
    """A round tree, 150 high, its foot at the origin."""
    return (
        stalk("M0 0V-60", "#7a5a3a", 13)
        + f'<ellipse cy="-92" rx="52" ry="56" fill="{p.ball(colour)}"/>'
        + dot(-26, -72, 34, p.ball(dark(colour, 0.06)))
    )
