"""Why a picture cannot be kept."""

from __future__ import annotations

from api.kit.errors import Conflict, Failure


class PictureRefused(Failure):
    """The file is not kept; the sentence says what would be."""

    status = 422
    code = "picture_refused"


class NotAPicture(PictureRefused):
    """The content is none of the accepted kinds, whatever its name or header claims."""

    code = "not_a_picture"

    def __init__(self) -> None:
        super().__init__("This file is not a picture. Choose a JPEG, PNG, WebP or AVIF file.")


class PictureTooHeavy(PictureRefused):
    """The file has too many bytes."""

    code = "picture_too_heavy"

    def __init__(self, most_megabytes: int) -> None:
        super().__init__(f"The picture is larger than {most_megabytes} MB. Choose a smaller file.")


class PictureTooLarge(PictureRefused):
    """The picture has too many points, however few bytes it takes."""

    code = "picture_too_large"

    def __init__(self, most_megapixels: int) -> None:
        super().__init__(
            f"The picture has more than {most_megapixels} million points. Choose a smaller one."
        )


class PictureTooSmall(PictureRefused):
    """Too few points to show a product."""

    code = "picture_too_small"

    def __init__(self, width: int, height: int, least_side: int) -> None:
        super().__init__(
            f"The picture has {width} by {height} points. Choose one of at least "
            f"{least_side} by {least_side} points."
        )


class PictureMoves(PictureRefused):
    """Pictures that move distract from what they show, and are heavy."""

    code = "picture_moves"

    def __init__(self) -> None:
        super().__init__("The picture moves. Choose one that stands still.")


class PictureDamaged(PictureRefused):
    """It begins as a picture and cannot be read to its end."""

    code = "picture_damaged"

    def __init__(self) -> None:
        super().__init__("The picture is damaged. Save it again and choose the new file.")


class PictureGone(Conflict):
    """It was swept away at the moment when somebody wanted to show it again."""

    code = "picture_gone"

    def __init__(self) -> None:
        super().__init__("The picture was taken away in the meantime. Upload it again.")
