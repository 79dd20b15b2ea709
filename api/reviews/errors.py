"""Why a review cannot be written or changed."""

from __future__ import annotations

from api.kit.errors import Conflict, Failure


class AlreadyReviewed(Failure):
    """One account says one thing about one product."""

    status = 422
    code = "already_reviewed"

    def __init__(self) -> None:
        super().__init__("You have already reviewed this product.")


class NoSuchOrder(Failure):
    """The order that the review should belong to does not exist in this shop."""

    status = 422
    code = "no_such_order"


class HiddenByShop(Conflict):
    """The shop took the review out of sight; its author cannot bring it back by writing anew."""

    code = "review_hidden"

    def __init__(self) -> None:
        super().__init__("The shop has hidden this review. Only the shop can show it again.")
