"""The marks small pieces are put together from: leaves, stalks, dots, a shine."""

from __future__ import annotations


def leaf_path(x: float, y: float, length: float, belly: float, turn: float) -> str:
    """One leaf from (x, y) as a group, pointing right before it is turned."""
    return (
        f'<path d="M0 0Q{length * 0.4:.0f} {-belly:.0f} {length:.0f} 0'
        f'Q{length * 0.4:.0f} {belly:.0f} 0 0Z" '
        f'transform="translate({x:.0f} {y:.0f})rotate({turn:.0f})"/>'
    )


def leaves(fill: str, *placed: tuple[float, float, float, float, float]) -> str:
    return f'<g fill="{fill}">' + "".join(leaf_path(*one) for one in placed) + "</g>"


def stalk(outline: str, colour: str, width: float = 6) -> str:
    return (
        f'<path d="{outline}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        'stroke-linecap="round"/>'
    )


def dot(x: float, y: float, radius: float, fill: str, more: str = "") -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"{more}/>'


def shine(x: float, y: float, across: float, up: float) -> str:
    return (
        f'<ellipse cx="{x:g}" cy="{y:g}" rx="{across:g}" ry="{up:g}" fill="#fff" '
        'opacity=".45" transform="rotate(-28)"/>'
    )
