"""Why an order cannot be placed."""

from __future__ import annotations

from api.kit.errors import BadRequest, Conflict, Failure, NotFound


class UnknownProducts(Failure):
    """Lines that name products which this shop has never had; ``positions`` are their indexes."""

    status = 422
    code = "unknown_products"

    def __init__(self, positions: list[int]) -> None:
        super().__init__("One or more products do not exist.")
        self.positions = positions


class UnknownAccount(Failure):
    """The order names an account that this shop does not have."""

    status = 422
    code = "unknown_account"


class ProductNotForSale(BadRequest):
    """The product exists but is not sold at the moment."""

    def __init__(self, product_id: int) -> None:
        super().__init__(f"Product with ID {product_id} not found or inactive.")


class InsufficientStock(Conflict):
    """Less is left than was asked for; nothing was taken."""

    code = "insufficient_stock"

    def __init__(self, product_id: int, name: str, available: int, requested: int) -> None:
        super().__init__(
            f"Insufficient stock for product '{name}'. "
            f"Available: {available}, requested: {requested}.",
            product_id=product_id,
            product_name=name,
            available=available,
            requested=requested,
        )


class ShippingChanged(Conflict):
    """Shipping costs something else than was quoted; the amounts are text in the currency."""

    code = "shipping_changed"

    def __init__(self, quoted: str, locked: str) -> None:
        super().__init__(
            "The shipping cost has changed since it was quoted. Please confirm the new amount.",
            code="SHIPPING_CHANGED",
            quoted_total=float(quoted),
            locked_total=float(locked),
        )


class PricesChanged(Conflict):
    """The products cost something else than was shown; the amounts are text in the currency."""

    code = "prices_changed"

    def __init__(self, quoted: str, locked: str) -> None:
        super().__init__(
            "The prices have changed since they were shown. Please confirm the new amount.",
            code="PRICES_CHANGED",
            quoted_subtotal=float(quoted),
            locked_subtotal=float(locked),
        )


class CurrencyNotSold(Failure):
    """The shop sells in another currency."""

    status = 422
    code = "currency_not_sold"


class OrderTooLarge(Failure):
    """The amounts are beyond what an order may cost."""

    status = 422
    code = "order_too_large"


class InvalidToken(BadRequest):
    """The order token is not a random UUID (version 4)."""

    def __init__(self) -> None:
        super().__init__("Invalid token format")


class TokenNotTrackable(BadRequest):
    """The same, as tracking words it: ``error`` instead of ``message``."""

    def __init__(self) -> None:
        super().__init__(error="Invalid token format")


class OrderNotFound(NotFound):
    """No order bears this token."""

    def __init__(self) -> None:
        super().__init__(error="Order not found")


class NoShipment(NotFound):
    """Nothing of the order has been handed to a carrier."""

    def __init__(self) -> None:
        super().__init__("Δεν βρέθηκαν στοιχεία αποστολής", success=False)
