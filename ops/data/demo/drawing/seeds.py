"""Nuts, pulses, pasta: small and many."""

from __future__ import annotations

from ops.data.demo.drawing.paper import Paper, dark, light
from ops.data.demo.drawing.strokes import dot, shine, stalk


def almond(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-52 4Q-20 -38 20 -30Q46 -22 54 4Q40 30 14 32Q-22 36 -52 4Z" '
        f'fill="{p.ball(colour)}"/>'
        + stalk("M-40 2Q0 -16 42 -6M-36 10Q0 12 38 10", dark(colour, 0.22), 3)
    )


def pistachio(p: Paper, colour: str) -> str:
    shell = p.ball("#e6cfa4")
    return (
        f'<ellipse rx="40" ry="24" fill="{p.ball(colour)}"/>'
        f'<path d="M-50 8Q-40 -34 10 -32Q46 -30 52 -4Q10 -22 -50 8Z" fill="{shell}"/>'
        f'<path d="M-50 8Q-30 36 14 32Q46 26 52 -4Q14 22 -50 8Z" fill="{shell}"/>'
    )


def hazelnut(p: Paper, colour: str) -> str:
    return (
        f'<path d="M0 -46Q44 -30 40 8Q34 44 0 46Q-34 44 -40 8Q-44 -30 0 -46'
        f'Z" fill="{p.ball(colour)}"/>'
        f'<path d="M-38 16Q0 34 38 16Q30 46 0 47Q-30 46 -38 16Z" fill="{light(colour, 0.45)}"/>'
        + shine(-8, -22, 8, 14)
    )


def raisin(p: Paper, colour: str) -> str:
    return f'<ellipse rx="44" ry="32" fill="{p.ball(colour)}"/>' + stalk(
        "M-26 -8Q-6 6 16 -10M-20 14Q4 22 28 8", light(colour, 0.25), 4
    )


def bean(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-48 -8C-44 -38 -14 -34 0 -22C16 -34 46 -34 48 -4C50 26 22 36 0 34'
        f'C-24 36 -50 20 -48 -8Z" fill="{p.ball(colour)}"/>' + shine(-18, -20, 12, 5)
    )


def chickpea(p: Paper, colour: str) -> str:
    return (
        dot(0, 2, 40, p.ball(colour))
        + f'<path d="M-10 -36Q6 -54 18 -34Q6 -30 -10 -36Z" fill="{dark(colour, 0.12)}"/>'
        + stalk("M6 -34Q-6 0 4 34", dark(colour, 0.16), 4)
    )


def lentil(p: Paper, colour: str) -> str:
    return f'<ellipse rx="42" ry="26" fill="{p.ball(colour)}"/>' + shine(-10, -12, 14, 4)


def flake(p: Paper, colour: str) -> str:
    """An oat flake, or a crumb of trahanas."""
    return (
        f'<path d="M-40 4Q-34 -28 2 -30Q40 -28 42 2Q36 30 0 30Q-36 28 -40 4'
        f'Z" fill="{p.ball(colour)}"/>' + stalk("M-22 2Q0 -8 24 2", dark(colour, 0.2), 4)
    )


def twist(p: Paper, colour: str) -> str:
    """A short rolled pasta."""
    return (
        f'<path d="M-54 14Q-30 -26 0 -14Q30 -4 52 -24Q62 -8 46 8Q18 26 -8 14Q-30 6 -44 28Z" '
        f'fill="{p.ball(colour)}"/>'
        + stalk("M-42 16Q-16 -8 4 2Q26 10 46 -8", dark(colour, 0.25), 4)
    )


def square_pasta(p: Paper, colour: str) -> str:
    return (
        f'<rect x="-44" y="-20" width="88" height="40" rx="5" fill="{p.slope(colour)}"/>'
        + stalk("M-30 -6H30M-30 8H24", dark(colour, 0.14), 3)
    )


def tear(p: Paper, colour: str) -> str:
    """A drop of mastic or oil."""
    return (
        f'<path d="M0 -48Q40 0 34 20Q24 46 0 46Q-24 46 -34 20Q-40 0 0 -48'
        f'Z" fill="{p.ball(colour)}"/>' + shine(-18, 8, 7, 13)
    )
