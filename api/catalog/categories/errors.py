"""Why a category cannot be stored."""

from __future__ import annotations

from api.kit.errors import Failure


class CategoryTaken(Failure):
    """Another category of the shop has this name or slug; ``field`` tells which."""

    status = 422
    code = "category_taken"

    def __init__(self, field: str) -> None:
        super().__init__(f"Another category has this {field}.")
        self.field = field


class OtherCategories(Failure):
    """The list must name existing categories, or, to order them, each of them once."""

    status = 422
    code = "other_categories"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class NamelessCategory(Failure):
    """Nothing of the name can be spelled in an address."""

    status = 422
    code = "nameless_category"

    def __init__(self) -> None:
        super().__init__("Give a slug: nothing of this name can be spelled in Latin letters.")
