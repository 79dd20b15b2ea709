"""Why a cart cannot be changed."""

from __future__ import annotations

from api.kit.errors import Invalid, NotFound


class NotYourItem(NotFound):
    """The line lies in somebody else's cart."""

    def __init__(self) -> None:
        super().__init__("Cart item not found")


class ProductNotForSale(Invalid):
    """The product exists but is not sold at the moment."""

    def __init__(self) -> None:
        super().__init__({"product_id": ["This product is not available for purchase."]})


class NotEnoughStock(Invalid):
    """Less is left than was asked for; ``in_cart`` of it lies in the cart already."""

    def __init__(self, *, free: int, quantity: int, in_cart: int = 0) -> None:
        if quantity > free or not in_cart:
            sentence = f"Not enough stock available. Only {free} items left."
        else:
            sentence = (
                f"Cannot add {quantity} more items. You already have {in_cart} in cart. "
                f"Only {free} items available."
            )
        super().__init__({"quantity": [sentence]})
