"""Small things, about 100 units wide around the origin: on labels, in bowls, beside a product.

Each is named once here, with the colour it has when nobody asks for another.
"""

from __future__ import annotations

from ops.data.demo.drawing import creatures, fruit, greenery, seeds
from ops.data.demo.drawing.paper import Piece

PIECES: dict[str, tuple[Piece, str]] = {
    "olive": (greenery.olive, "#4a2f45"),
    "olive-branch": (greenery.olive_branch, "#5a6b2c"),
    "sprig": (greenery.sprig, "#7f9a5b"),
    "mint": (greenery.round_leaves, "#6fa05a"),
    "leaf": (greenery.one_leaf, "#7c9a4a"),
    "heads": (greenery.heads, "#9a7fc0"),
    "daisy": (greenery.daisy, "#fffaf0"),
    "rose": (greenery.rose, "#d98a9c"),
    "wheat": (greenery.wheat, "#d9a441"),
    "orange": (fruit.citrus, "#ef8f2b"),
    "orange-half": (fruit.citrus_half, "#f09a35"),
    "lemon": (fruit.lemon, "#f2cf3f"),
    "apple": (fruit.apple, "#c8402f"),
    "pear": (fruit.pear, "#b9b84a"),
    "peach": (fruit.stone_fruit, "#f0a36a"),
    "grapes": (fruit.grapes, "#6a2b58"),
    "bramble": (fruit.bramble, "#4b2350"),
    "tomato": (fruit.tomato, "#d8412c"),
    "pepper": (fruit.pepper, "#c22f23"),
    "chilli": (fruit.chilli, "#c8321f"),
    "fig": (fruit.fig, "#6b4560"),
    "almond": (seeds.almond, "#b97a43"),
    "pistachio": (seeds.pistachio, "#a8b552"),
    "hazelnut": (seeds.hazelnut, "#a8703a"),
    "raisin": (seeds.raisin, "#4d2a33"),
    "bean": (seeds.bean, "#f3ead6"),
    "chickpea": (seeds.chickpea, "#dfb877"),
    "lentil": (seeds.lentil, "#8a7a3c"),
    "flake": (seeds.flake, "#e6cd9a"),
    "twist": (seeds.twist, "#ecc777"),
    "square": (seeds.square_pasta, "#efcf80"),
    "mushroom": (greenery.mushroom, "#a5744a"),
    "garlic": (greenery.garlic, "#f4ecdf"),
    "tear": (seeds.tear, "#f3e7b8"),
    "bee": (creatures.bee, "#eab13a"),
    "cell": (creatures.cell, "#f0ae2e"),
    "dipper": (creatures.dipper, "#e5a02a"),
    "ridge": (creatures.ridge, "#7f97a6"),
    "sheep": (creatures.sheep, "#fbf3e4"),
    "cow": (creatures.cow, "#a5673a"),
    "goat": (creatures.goat, "#8a6f58"),
    "fish": (creatures.fish, "#8fa3ad"),
    "avocado": (fruit.avocado, "#5d7a35"),
    "tree": (greenery.tree, "#7f9458"),
    "hive": (creatures.hive, "#5f9bb5"),
    "spoon": (creatures.spoon, "#c99a5b"),
}
