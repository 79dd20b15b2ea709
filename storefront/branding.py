"""A tenant's colours as CSS custom properties, kept readable in both colour schemes.

A shop gives one colour; the darkest or lightest neighbour that reaches WCAG 2.2 AA against the
page is used, so no branding can make text unreadable.
"""

from __future__ import annotations

import colorsys
import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LIGHT_PAPER = "#faf7f0"
DARK_PAPER = "#151813"
_DEFAULT = {"brand": "#4f6130", "accent": "#b4532a"}
# Names a shop may use for the same colour in its branding settings.
_SYNONYMS = {"brand": ("brand", "primary", "color"), "accent": ("accent", "secondary")}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# WCAG 2.2 AA asks 4.5; the margin covers the tinted surfaces, which are darker than the page.
READABLE = 5.2


def contrast(first: str, second: str) -> float:
    """The WCAG contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(paper: str, colour: str) -> str:
    """The colour itself, or its nearest shade of the same hue that is readable on ``paper``."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    step = -0.01 if _luminance(paper) > 0.5 else 0.01
    shade = colour
    while contrast(shade, paper) < READABLE and 0 < lightness + step < 1:
        lightness += step
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        shade = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return shade


def stylesheet(branding: Mapping[str, str]) -> str:
    """The tenant's stylesheet; values that are no ``#rrggbb`` colour are left out."""
    lines = [":root{"]
    for name, synonyms in _SYNONYMS.items():
        given = next((branding[key] for key in synonyms if key in branding), "")
        colour = given if _COLOUR.fullmatch(given) else _DEFAULT[name]
        light, dark = readable_on(LIGHT_PAPER, colour), readable_on(DARK_PAPER, colour)
        lines.append(f"--{name}:light-dark({light},{dark});")
    return "".join([*lines, "}\n"])


def version(branding: Mapping[str, str]) -> str:
    """A short fingerprint of the stylesheet, for its address."""
    return hashlib.sha256(stylesheet(branding).encode()).hexdigest()[:10]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
