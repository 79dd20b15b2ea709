"""A guest's cart where no script runs: numbers in a cookie that the shop has signed (0019).

A browser that runs scripts keeps its cart itself and takes over what the cookie holds: it notes the
cookie's tag in a cookie of its own, and from then on this one counts as empty.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from litestar.datastructures import Cookie

from api.kit.ids import random_uuid4

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litestar import Response

    from api.laravel.request import StoaRequest

COOKIE: Final = "stoa_cart"
TAKEN: Final = "stoa_cart_taken"
"""Written by ``static/js/basket.js``: the tag of the cart that the browser has taken over."""
KEPT: Final = 604_800
"""Seconds, as long as the browser's own cart."""
MOST_LINES: Final = 60
"""With the longest numbers 60 lines are 2.4 kB; browsers keep 4 kB of a cookie."""
_NUMBERS: Final = r"[0-9]{1,16}-[0-9]{1,2}-[0-9]{1,13}"
_FORM: Final = re.compile(rf"[0-9a-f]{{32}}\.[0-9]{{1,9}}\.{_NUMBERS}(?:_{_NUMBERS})*")


class KeptLine(msgspec.Struct, frozen=True):
    """A product, how many of it, and the price of one that was seen, in minor units."""

    product_id: int
    quantity: int
    seen: int


class GuestCart(msgspec.Struct, frozen=True):
    """What the cookie holds. Every change counts the version up."""

    id: str
    version: int = 0
    lines: tuple[KeptLine, ...] = ()

    @property
    def tag(self) -> str:
        """This very content of this very cart."""
        return f"{self.id}-{self.version}"

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    def with_lines(self, lines: Sequence[KeptLine]) -> GuestCart:
        """The cart after a change."""
        return GuestCart(self.id, self.version + 1, tuple(lines))


NOTHING: Final = GuestCart("")
"""What somebody keeps here whose cart is the shop's."""


def facts(cart: GuestCart) -> str:
    """What a script needs to take the cart over, as JSON for a data attribute."""
    lines = [(line.product_id, line.quantity, line.seen) for line in cart.lines]
    told = {"id": cart.id, "version": cart.version, "tag": cart.tag, "lines": lines}
    return msgspec.json.encode(told).decode()


def read(request: StoaRequest) -> GuestCart:
    """The visitor's cart; a new one where there is none, where it was taken over or tampered with.

    Who is signed in has a cart at the shop, and none here.
    """
    text, _, signature = (request.edge.cookie(COOKIE) or "").rpartition(".")
    if text and _FORM.fullmatch(text) and hmac.compare_digest(signature, _signed(request, text)):
        cart = _parsed(text)
        if request.edge.cookie(TAKEN) != cart.tag:
            return cart
    return GuestCart(random_uuid4().hex)


def keep(request: StoaRequest, answer: Response[Any], cart: GuestCart) -> None:
    """Make the answer store the cart for a week, or forget it when nothing lies in it."""
    lines = "_".join(f"{line.product_id}-{line.quantity}-{line.seen}" for line in cart.lines)
    text = f"{cart.id}.{cart.version}.{lines}"
    answer.set_cookie(
        Cookie(
            key=COOKIE,
            value=f"{text}.{_signed(request, text)}" if cart.lines else "",
            max_age=KEPT if cart.lines else 0,
            secure=request.edge.scheme == "https",
            httponly=True,
            samesite="lax",
        )
    )


def _parsed(text: str) -> GuestCart:
    cart_id, version, lines = text.split(".")
    numbers = (entry.split("-") for entry in lines.split("_") if entry)
    return GuestCart(cart_id, int(version), tuple(KeptLine(*map(int, each)) for each in numbers))


def _signed(request: StoaRequest, text: str) -> str:
    """43 letters by which the shop knows its own: another shop's cookie is a stranger's."""
    shop = b"cart:" + request.tenant.id.bytes + b":"
    secret: bytes = request.app.state.settings.secret_key
    digest = hmac.new(secret, shop + text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
