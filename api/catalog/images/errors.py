"""Why the pictures of a product cannot be changed."""

from __future__ import annotations

from api.kit.errors import Failure


class TooManyImages(Failure):
    """The product has as many pictures as one may have."""

    status = 422
    code = "too_many_images"

    def __init__(self, most: int) -> None:
        super().__init__(f"A product may have {most} pictures. Delete one before adding another.")


class OtherImages(Failure):
    """The order must name every picture of the product once, and no other."""

    status = 422
    code = "other_images"

    def __init__(self) -> None:
        super().__init__("Name every picture of the product once, and no other.")
