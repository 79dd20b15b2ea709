"""What stands in the checkout's form, what is wrong with it, and the order that it asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from storefront.rendering import Fields
from storefront.sentences import translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.tenants.profile import Tenant
    from storefront.basket import Line
    from storefront.language import Language

ANOTHER: Final = "new"
"""The choice that opens the fields of an address."""
LEAST_DIGITS: Final = 8
_TYPED: Final = ("name", "line1", "line2", "postal_code", "city")
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_FIVE_DIGITS: Final = re.compile(r"[0-9]{5}")
_POSTAL_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{2,11}")
_ITEMS: Final = re.compile(r"([0-9]{1,15})-([0-9]{1,9})")
# Fields of the contract that the form calls otherwise.
_OTHERWISE: Final = {"terms_accepted": "terms", "terms_version": "terms", "locker_id": "locker"}


def has_five_digits(tenant: Tenant) -> bool:
    """Whether the shop's postal codes are five digits, which phones then offer to type."""
    return tenant.country == "GR" or bool(_FIVE_DIGITS.fullmatch(tenant.default_postal_code))


class CheckoutForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it was filled in; ``addresses`` and ``choices`` are the contract's."""

    filled: Fields
    addresses: list[dict[str, Any]]
    choices: dict[str, Any]
    country: str
    five_digits: bool

    @property
    def method(self) -> str:
        """Where to send to; to the door unless a locker was chosen and may be."""
        offered = [one["method"] for one in self.choices["shipping_methods"]]
        wanted = self.filled["shipping_method"]
        return wanted if wanted in offered else "HOME"

    @property
    def payment(self) -> str:
        """How to pay; the first way that the shop offers unless another was chosen."""
        offered = [one["method"] for one in self.choices["payment_methods"]]
        wanted = self.filled["payment_method"]
        return wanted if wanted in offered else next(iter(offered), "")

    @property
    def chosen(self) -> dict[str, Any] | None:
        """The kept address that parcels go to, or none where one is typed."""
        if self.method != "HOME":
            return None
        wanted = self.filled["address"]
        return next((each for each in self.addresses if str(each["id"]) == wanted), None)

    @property
    def postal_code(self) -> str:
        """The code that decides what delivery costs; a locker's is that of the search."""
        if self.method == "LOCKER":
            return str(self.filled["locker"].partition("|")[2] or self.filled["locker_postal"])
        return str(self.chosen["postal_code"] if self.chosen else self.filled["postal_code"])

    @property
    def locker(self) -> str:
        """The chosen locker's id; its field also bears the locker's postal code."""
        return str(self.filled["locker"].partition("|")[0])

    @property
    def items(self) -> list[dict[str, int]]:
        """What the page showed when the button was pressed."""
        found = [_ITEMS.fullmatch(each) for each in self.filled["items"].split("_")]
        return [
            {"product_id": int(each[1]), "quantity": int(each[2])}
            for each in found
            if each is not None
        ]

    @property
    def was_quoted_as_now(self) -> bool:
        """Whether the total on the page was worked out for these choices."""
        return self.filled["quoted_for"] == self.quoted_for and bool(self.items)

    @property
    def quoted_for(self) -> str:
        return f"{self.method} {self.payment} {self.postal_code}"

    def problems(self, language: Language, *, placing: bool) -> dict[str, str]:
        """A sentence for each field that an order cannot go out with, in the form's order."""
        needed = ["email", "phone"]
        if self.chosen is None:
            needed = ["name", *needed]
        if self.method == "HOME" and self.chosen is None:
            needed += ["line1", "postal_code", "city"]
        found = {name: "js.required" for name in needed if not self.filled[name]}
        if self.filled["email"] and not _EMAIL.fullmatch(self.filled["email"]):
            found["email"] = "js.email_wrong"
        digits = sum(letter.isdigit() for letter in self.filled["phone"])
        if self.filled["phone"] and digits < LEAST_DIGITS:
            found["phone"] = "js.phone_wrong"
        if "postal_code" in needed and self.filled["postal_code"] and not self.code_fits:
            wrong = "js.postal_wrong_five" if self.five_digits else "js.postal_wrong"
            found["postal_code"] = wrong
        if self.method == "LOCKER" and not self.locker:
            found["locker"] = "js.locker_needed"
        if placing and not self.filled["terms"]:
            found["terms"] = "js.terms_needed"
        return {name: language.say(key) for name, key in found.items()}

    @property
    def code_fits(self) -> bool:
        """Whether delivery to the postal code can be asked about."""
        form = _FIVE_DIGITS if self.five_digits else _POSTAL_CODE
        return bool(form.fullmatch(self.postal_code))

    def shipping_address(self) -> dict[str, Any]:
        """Where the order goes, and whom to tell; a locker's address is the shop's to say."""
        whom = {name: self.filled[name] for name in ("name", "phone", "email")}
        if self.method == "LOCKER":
            return {**whom, "country": self.country}
        if self.chosen is None:
            typed = {name: self.filled[name] or None for name in _TYPED}
            return {**whom, **typed, "country": self.country}
        kept = {name: self.chosen[name] for name in (*_TYPED, "country")}
        return {**whom, **kept}

    def order(self, currency: str) -> dict[str, Any]:
        """The order, with what the buyer was shown beside it."""
        locker = {"locker_id": self.locker} if self.method == "LOCKER" else {}
        return {
            "items": self.items,
            "currency": currency,
            "shipping_method": self.method,
            "payment_method": self.payment,
            "shipping_address": self.shipping_address(),
            "notes": self.filled["notes"] or None,
            "quoted_subtotal": self.filled["quoted_subtotal"],
            "quoted_shipping": self.filled["quoted_shipping"],
            "quoted_at": self.filled["quoted_at"],
            "terms_accepted": bool(self.filled["terms"]),
            "terms_version": self.filled["terms_version"],
            **locker,
        }

    def new_address(self) -> dict[str, Any] | None:
        """The typed address to be kept, where the visitor asked for it."""
        if not self.filled["save_address"] or self.chosen or self.method != "HOME":
            return None
        typed: dict[str, Any] = {name: self.filled[name] or None for name in (*_TYPED, "phone")}
        return {**typed, "type": "shipping", "country": self.country}

    def told(self, errors: Mapping[str, list[str]], language: Language) -> dict[str, str]:
        """The contract's errors by the form's fields; what has none stands under a blank."""
        found: dict[str, str] = {}
        for place, sentences in errors.items():
            field = place.removeprefix("shipping_address.")
            field = _OTHERWISE.get(field, field)
            known = field in (*_TYPED, "email", "phone", "notes", "terms", "locker")
            if known and self.chosen is not None and field in _TYPED:
                field = "address"
            sentence = translated(sentences[0], language)
            if place == "terms_version":
                sentence = language.say("checkout.terms_changed")
            elif place.startswith("items"):
                sentence = language.say("js.products_gone")
            found.setdefault(field if known else "", sentence)
        return found


def items_text(lines: list[Line]) -> str:
    """The lines of a page as its form bears them: ``12-2_15-1``."""
    return "_".join(f"{line.product_id}-{line.quantity}" for line in lines)
