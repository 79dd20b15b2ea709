"""Bees, beasts, and what stands for them on a label."""

from __future__ import annotations

from ops.data.demo.drawing.paper import Paper, dark, light
from ops.data.demo.drawing.strokes import dot, stalk


def bee(p: Paper, colour: str) -> str:
    wing = '<ellipse cx="{}" cy="-26" rx="15" ry="27" transform="rotate({} {} -8)"/>'
    return (
        f'<g fill="{light(colour, 0.75)}" opacity=".9">{wing.format(-12, -26, -8)}'
        f"{wing.format(16, 26, 12)}</g>"
        f'<ellipse cy="10" rx="46" ry="27" fill="{p.ball(colour)}"/>'
        '<path d="M-20 -13Q-8 10 -20 34H-6Q6 10 -6 -16ZM12 -16Q24 10 12 36L26 31Q36 10 26 -12Z" '
        'fill="#4a2d12"/>' + dot(-42, 4, 14, "#4a2d12")
    )


def cell(p: Paper, colour: str) -> str:
    """A cell of honeycomb."""
    return (
        f'<path d="M0 -50L43 -25V25L0 50L-43 25V-25Z" fill="{dark(colour, 0.22)}"/>'
        f'<path d="M0 -40L35 -20V20L0 40L-35 20V-20Z" fill="{p.ball(colour)}"/>'
    )


def dipper(p: Paper, colour: str) -> str:
    rings = "".join(
        f'<rect x="{-w}" y="{y}" width="{2 * w}" height="11" rx="5"/>'
        for y, w in ((4, 18), (17, 25), (30, 28), (43, 24), (56, 16))
    )
    return (
        stalk("M0 6V-96", "#a9743a", 12)
        + f'<g fill="{p.barrel("#c28d4c")}">{rings}</g>'
        + f'<path d="M-20 52Q0 96 20 52Z" fill="{colour}"/>'
    )


def ridge(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-62 40L-16 -34L6 0L22 -20L62 40Z" fill="{p.slope(colour)}"/>'
        '<path d="M-30 -12L-16 -34L-2 -12L-14 -18Z" fill="#fff" opacity=".85"/>'
    )


def sheep(p: Paper, colour: str) -> str:
    return (
        stalk("M-20 26V50M16 26V50", "#5a4030", 9)
        + "".join(
            dot(x, y, r, colour)
            for x, y, r in (
                (-26, 6, 22),
                (0, -6, 26),
                (24, 4, 24),
                (-4, 16, 24),
                (18, 18, 16),
            )
        )
        + '<ellipse cx="-46" cy="-8" rx="15" ry="19" fill="#5a4030" transform="rotate(20 -46 -8)"/>'
    )


def cow(p: Paper, colour: str) -> str:
    return (
        stalk("M-14 18V46M-2 18V44M30 18V46M42 14V44", dark(colour, 0.2), 9)
        + f'<path d="M-24 -22Q6 -30 38 -22Q54 -18 50 10Q48 24 34 24H-12Q-30 20 -30 -4Z" '
        f'fill="{colour}"/><path d="M48 -16Q60 0 54 22" fill="none" stroke="{colour}" '
        f'stroke-width="5"/><path d="M-30 -30Q-50 -40 -60 -26Q-70 -2 -58 6Q-46 8 -38 -4L-22 -8Z" '
        f'fill="{dark(colour, 0.12)}"/><ellipse cx="-61" cy="-1" rx="9" ry="8" fill="#e8b9a0"/>'
        '<path d="M-4 -26Q12 -6 26 -24ZM14 24Q24 2 42 22Z" fill="#fff5e4"/>'
        + stalk("M-38 -34Q-32 -46 -24 -44", "#f1e2c6", 5)
    )


def goat(p: Paper, colour: str) -> str:
    return (
        stalk("M-20 20V50M22 20V50", colour, 9)
        + f'<ellipse cx="2" cy="4" rx="38" ry="24" fill="{colour}"/>'
        f'<path d="M-24 -2L-42 -34L-58 -22L-44 2Z" fill="{colour}"/>'
        + stalk("M-42 -34Q-34 -52 -18 -54", dark(colour, 0.3), 6)
    )


def fish(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-56 0Q-16 -38 30 -8L56 -26Q48 0 56 26L30 8Q-16 38 -56 0'
        f'Z" fill="{p.ball(colour)}"/>' + dot(-36, -4, 5, "#3a2a20")
    )


def spoon(p: Paper, colour: str) -> str:
    return (
        f'<path d="M-4 -10L-3 74H5L6 -10Z" fill="{p.barrel(colour)}"/>'
        f'<ellipse cy="-38" rx="22" ry="32" fill="{p.ball(colour)}"/>'
    )


def hive(p: Paper, colour: str) -> str:
    """A painted hive, 110 high, its foot at the origin."""
    return (
        f'<rect x="-46" y="-92" width="92" height="92" rx="6" fill="{p.barrel(colour, 0.6)}"/>'
        f'<path d="M-46 -50h92v5h-92ZM-18 -18h36v9h-36Z" fill="{dark(colour, 0.4)}"/>'
        f'<rect x="-54" y="-110" width="108" height="20" rx="6" fill="{p.slope("#f4ead4")}"/>'
    )
