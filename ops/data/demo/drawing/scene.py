"""The ground every product picture shares, and the picture itself."""

from __future__ import annotations

from ops.data.demo.drawing.fare import FARE
from ops.data.demo.drawing.look import Look
from ops.data.demo.drawing.packs import PACKS
from ops.data.demo.drawing.paper import Paper, light, mix
from ops.data.demo.drawing.pieces import PIECES
from ops.data.demo.drawing.vessels import VESSELS

MOTIFS = {**VESSELS, **PACKS, **FARE}
BESIDE = ((128, 664, 1.25, -14), (676, 680, 1.1, 16), (226, 712, 0.9, 24))
# Low things are shown nearer than tall ones, so that a shelf of cards looks even.
CLOSER = {
    "wine": (1.1, 400, 690),
    **dict.fromkeys(
        ("pot", "soap", "yoghurt", "block", "butter", "log", "sausages", "trout"), (1.24, 400, 800)
    ),
    **dict.fromkeys(
        ("rashers", "fillets", "rounds", "fingers", "slices", "wedge", "wheel", "loaf", "comb"),
        (1.18, 400, 780),
    ),
    **dict.fromkeys(("dish", "bowl", "sack", "box"), (1.14, 400, 740)),
    **dict.fromkeys(("loose", "crate"), (1.06, 400, 700)),
}


def ground(p: Paper, tint: str) -> None:
    wood = mix(tint, "#b07a45", 0.42)
    p.slab(0, 0, 800, 800, 0, p.glow((0, light(tint, 0.62)), (1, tint)))
    p.oval(400, 372, 292, 292, "#fff", 'opacity=".32"')
    p.path("M0 586Q400 560 800 586V800H0Z", p.down((0, light(wood, 0.18)), (1, wood)))
    p.line("M0 587Q400 561 800 587", light(wood, 0.5), 4, 'opacity=".7"')


def product_picture(look: Look) -> str:
    """The picture of a product as SVG.

    Raises KeyError for a motif or a piece that nobody has drawn.
    """
    p = Paper(PIECES)
    ground(p, look.tint)
    scale, x, y = CLOSER.get(look.motif, (1.16, 400, 680))
    with p.enlarged(scale, x, y):
        MOTIFS[look.motif](p, look)
    for piece, (x, y, size, turn) in zip(look.beside, BESIDE, strict=False):
        p.shadow(x + 4, y + 42 * size, 58 * size)
        p.place(piece, x, y, size, turn)
    return p.svg()
