"""How every route and page is called rightly, as data: one entry per handler.

A recipe says who calls, with what, what the right answer is and where ids stand in the request.
Laws tour all routes with it and the attack walker derives its attacks from it; a handler without a
recipe fails both. Ids are those of ``world.py``; they mean the same person's things in both shops.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from tests.support.marked_world import (
    NOWHERE,
    ONLY,
    ORDER_TOKENS,
    RESET_SECRET,
    VERIFICATION_SECRET,
)
from tests.support.pictures import IN_BOTH, PICTURES
from tests.support.world import BUSINESS, CHEESE, HONEY, OLIVES, PEOPLE

GUEST: Final = "guest"
OPERATOR: Final = "operator"
"""Whoever bears the shop's operator token (``route(…, operator=True)``)."""
SIGNED_IN: Final = tuple(PEOPLE)
EVERYBODY: Final = (GUEST, *SIGNED_IN)

KINDS: Final[dict[str, dict[str, Any]]] = {
    "number": {**ONLY, "nowhere": NOWHERE},
    "slug": {"agora": "only-agora", "hedgerow": "only-hedgerow", "nowhere": "only-nowhere"},
    "token": dict(ORDER_TOKENS),
    "picture": dict(PICTURES),
    "email": {
        "agora": "only-agora@example.com",
        "hedgerow": "only-hedgerow@example.com",
        "nowhere": "only-nowhere@example.com",
    },
}
"""What exists in one shop only, and what exists nowhere, by the kind of id."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an id stands in a request.

    ``where`` is ``path``, ``query`` or ``body``; ``name`` is dotted in a body. ``malformed`` are
    the statuses besides those for an id that does not exist. ``acts_for`` are the callers whose
    request succeeds whatever stands here: the field is ignored, or any value is as good. An
    ``optional`` place may hold null, which means as much as leaving it out.
    """

    where: str
    name: str
    kind: str = "number"
    malformed: tuple[int, ...] = ()
    acts_for: tuple[str, ...] = ()
    optional: bool = False


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """One handler called rightly. ``file`` is the field of the form in which a picture is sent.

    ``admits`` are all who may do it to this very thing; ``refused`` is the status by which the
    contract tells others of the same shop that the thing exists, None where it tells nothing, and
    ``refused_message`` the words if they are fixed. ``shows`` names, by caller, the accounts whose
    private data the right answer bears besides the caller's own. ``attackers`` narrows who tries
    (signing in is the same for all).
    """

    person: str = GUEST
    status: int = 200
    path: dict[str, object] = {}
    query: dict[str, object] = {}
    body: dict[str, Any] | None = None
    file: str | None = None
    places: tuple[Place, ...] = ()
    admits: tuple[str, ...] = EVERYBODY
    refused: int | None = None
    refused_message: str = ""
    shows: dict[str, tuple[int, ...]] = {}
    attackers: tuple[str, ...] = EVERYBODY


def _path(name: str, kind: str = "number", *malformed: int) -> Place:
    return Place(where="path", name=name, kind=kind, malformed=malformed)


def _body(
    name: str, *malformed: int, acts_for: tuple[str, ...] = (), optional: bool = False
) -> Place:
    return Place(
        where="body",
        name=name,
        malformed=(400, 422, *malformed),
        acts_for=acts_for,
        optional=optional,
    )


def _form(name: str, *, acts_for: tuple[str, ...] = ()) -> Place:
    """A field of a page's form: what cannot be had is told on the page."""
    return Place(where="body", name=name, malformed=(303, 409), acts_for=acts_for)


def _email(*malformed: int) -> Place:
    """An address that another shop's account has opens nothing here."""
    return Place(where="body", name="email", kind="email", malformed=(400, 422, *malformed))


def _query(name: str, kind: str = "number", *malformed: int) -> Place:
    return Place(where="query", name=name, kind=kind, malformed=(200, *malformed))


def _order(**more: object) -> dict[str, Any]:
    return {
        "items": [{"product_id": OLIVES, "quantity": 1}],
        "currency": ":currency",
        "shipping_method": "HOME",
        "shipping_address": {"name": "Buyer", "postal_code": "10564", "email": "b@example.com"},
        "payment_method": "COD",
        **more,
    }


# A producer sees who bought from it: account 2 bought from the one, 3 from the other.
_BUYERS_OF: Final[dict[str, tuple[int, ...]]] = {"producer": (2,), "other_producer": (3,)}
_BUYERS_OWN: Final[dict[str, tuple[int, ...]]] = dict.fromkeys(EVERYBODY, (2,))
_OWNER_OR_ADMIN: Final = ("producer", "admin")
_PRODUCT: Final = _path("product")
_PAGE_PRODUCT: Final = _path("product_id")
_PLACE_ORDER: Final = Recipe(
    status=201,
    body=_order(user_id=3),
    places=(_body("items.0.product_id"), _body("user_id", optional=True)),
)
_OWN_PRODUCT: Final = Recipe(
    person="producer",
    path={"product": OLIVES},
    places=(_PRODUCT,),
    admits=_OWNER_OR_ADMIN,
    refused=403,
)
_OWN_PAGE: Final = Recipe(
    person="producer",
    status=303,
    path={"product_id": OLIVES},
    body={},
    places=(_PAGE_PRODUCT,),
    admits=_OWNER_OR_ADMIN,
    refused=403,
)
_PRODUCT_FORM: Final = {"name": "Changed", "price": "5.00", "unit": "jar", "stock": "7"}
_REGISTRATION: Final = {
    "name": "Nora New",
    "email": "new@example.com",
    "password": "a long password",
    "password_confirmation": "a long password",
    "role": "consumer",
}
_PASSWORD: Final = "password"
_ADDRESS_FORM: Final = {
    "type": "shipping",
    "name": "Cora Consumer",
    "line1": "Ermou 1",
    "city": "Athens",
    "postal_code": "10563",
    "country": "GR",
}
_OWN_ADDRESS: Final = Recipe(
    person="consumer",
    path={"address": 1},
    places=(_path("address"),),
    admits=("consumer",),
)
# The page after such a form repeats the address that its sender typed.
_TYPED: Final[dict[str, tuple[int, ...]]] = {GUEST: (2, 3)}
_ADDRESS_PAGE: Final = msgspec.structs.replace(
    _OWN_ADDRESS, path={"address_id": 1}, places=(_path("address_id"),)
)
# Only an operator's token opens the back office; everybody else of the shop gets the same 401.
_BUSINESS: Final = Recipe(
    person=OPERATOR,
    path={"business": 1},
    places=(_path("business"),),
    admits=(OPERATOR,),
    attackers=(*EVERYBODY, OPERATOR),
    shows={OPERATOR: (BUSINESS,)},
)
_PRODUCER: Final = msgspec.structs.replace(
    _BUSINESS, path={"producer": 1}, places=(_path("producer"),), shows={OPERATOR: (4,)}
)
_ORDER: Final = msgspec.structs.replace(
    _BUSINESS, path={"order": 1}, places=(_path("order"),), shows={OPERATOR: (2,)}
)
_SOLD_ORDER: Final = Recipe(
    person="producer",
    path={"id": 1},
    places=(_path("id"),),
    admits=("producer",),
    shows=_BUYERS_OF,
)
_SOLD_ORDER_PAGE: Final = msgspec.structs.replace(
    _SOLD_ORDER, path={"order_id": 1}, places=(_path("order_id"),)
)
_REVIEW: Final = Recipe(
    person="consumer",
    path={"review": 1},
    places=(_path("review"),),
    admits=("consumer",),
    refused=403,
)
_ANY_REVIEW: Final = Recipe(
    person="admin",
    path={"review": 1},
    places=(_path("review"),),
    admits=("admin",),
    refused=403,
    shows={"admin": (2,)},
)

_BACK_OFFICE: Final = msgspec.structs.replace(_BUSINESS, path={}, places=(), shows={})
_COMMISSION_RULE: Final[dict[str, Any]] = {
    "scope_channel": "B2C",
    "scope_producer_id": 1,
    "percent": 12,
    "tier_min_amount_cents": 0,
    "vat_mode": "EXCLUDE",
    "rounding_mode": "NEAREST",
    "effective_from": "2026-01-01",
    "priority": 0,
}
_RULED_PRODUCER: Final = _body("scope_producer_id", optional=True)
_LABEL: Final = msgspec.structs.replace(
    _BUSINESS, path={"order": 1}, places=(_path("order"),), shows={OPERATOR: (2,)}
)

API: Final[dict[str, Recipe]] = {
    # Accounts
    "POST /api/v1/auth/register": Recipe(
        status=201,
        body=_REGISTRATION,
        places=(
            Place(where="body", name="email", kind="email", malformed=(422,), acts_for=(GUEST,)),
        ),
        attackers=(GUEST,),
    ),
    "POST /api/v1/auth/login": Recipe(
        body={"email": "private-:shop-2@example.com", "password": _PASSWORD},
        places=(Place(where="body", name="email", kind="email", malformed=(400, 422)),),
        shows={GUEST: (2,)},
        attackers=(GUEST,),
    ),
    "POST /api/v1/auth/logout": Recipe(person="consumer"),
    "POST /api/v1/auth/logout-all": Recipe(person="consumer"),
    "POST /api/v1/auth/password/forgot": Recipe(
        body={"email": "private-:shop-2@example.com"},
        places=(_email(200),),
        attackers=(GUEST,),
    ),
    "POST /api/v1/auth/password/reset": Recipe(
        body={
            "token": RESET_SECRET,
            "email": "private-:shop-2@example.com",
            "password": "a longer password",
            "password_confirmation": "a longer password",
        },
        places=(_email(),),
        attackers=(GUEST,),
    ),
    "POST /api/v1/auth/email/verify": Recipe(
        body={"token": VERIFICATION_SECRET, "email": "private-:shop-3@example.com"},
        places=(_email(),),
        attackers=(GUEST,),
    ),
    "POST /api/v1/auth/email/resend": Recipe(
        body={"email": "private-:shop-2@example.com"},
        places=(_email(200),),
        attackers=(GUEST,),
    ),
    "GET /api/v1/auth/profile": Recipe(person="consumer"),
    "GET /api/v1/auth/shipping-address": Recipe(person="consumer"),
    "GET /api/user": Recipe(person="consumer"),
    "GET /sanctum/csrf-cookie": Recipe(status=204),
    "GET /api/stoa/v1/account": Recipe(person="consumer"),
    "PATCH /api/stoa/v1/account": Recipe(
        person="consumer", body={"name": "Cora", "phone": "6900000000", "language": "el"}
    ),
    "PUT /api/stoa/v1/account/password": Recipe(
        person="consumer",
        body={
            "current_password": _PASSWORD,
            "password": "a longer password",
            "password_confirmation": "a longer password",
        },
    ),
    "POST /api/stoa/v1/account/email": Recipe(
        person="consumer",
        status=202,
        body={"email": "moved@example.com", "password": _PASSWORD},
    ),
    "GET /api/stoa/v1/addresses": Recipe(person="consumer"),
    "POST /api/stoa/v1/addresses": Recipe(person="consumer", status=201, body=_ADDRESS_FORM),
    "GET /api/stoa/v1/addresses/{address}": _OWN_ADDRESS,
    "PUT /api/stoa/v1/addresses/{address}": msgspec.structs.replace(
        _OWN_ADDRESS, body=_ADDRESS_FORM
    ),
    "DELETE /api/stoa/v1/addresses/{address}": msgspec.structs.replace(_OWN_ADDRESS, status=204),
    "GET /api/stoa/v1/sign-ins": Recipe(person="consumer"),
    "DELETE /api/stoa/v1/sign-ins": Recipe(person="consumer"),
    "DELETE /api/stoa/v1/sign-ins/{kind}/{sign_in}": Recipe(
        person="consumer",
        status=204,
        path={"kind": "token", "sign_in": 2},
        places=(_path("sign_in"),),
        admits=("consumer",),
    ),
    # Catalogue
    "GET /api/v1/public/products": Recipe(
        query={"search": "Graviera"},
        places=(_query("category", "slug"), _query("producer", "slug")),
    ),
    "GET /api/stoa/v1/search/suggestions": Recipe(query={"q": "Graviera"}),
    "GET /api/stoa/v1/products/facets": Recipe(
        query={"search": "Graviera"},
        places=(_query("category", "slug"), _query("producer", "slug")),
    ),
    "GET /api/v1/public/products/{id}": Recipe(
        path={"id": HONEY}, places=(_path("id", "number", 200), _path("id", "slug", 200))
    ),
    "GET /api/v1/products": Recipe(
        query={"producer_id": 1}, places=(_query("producer_id", "number", 422),)
    ),
    "GET /api/v1/products/{product}": Recipe(path={"product": HONEY}, places=(_PRODUCT,)),
    "POST /api/v1/products": Recipe(
        person="admin",
        status=201,
        body={"name": "New", "price": 5, "unit": "jar", "stock": 3, "producer_id": 1},
        places=(_body("producer_id", acts_for=("producer", "other_producer")),),
        admits=("admin", "producer", "other_producer"),
    ),
    "PATCH /api/v1/products/{product}": Recipe(
        person="admin",
        path={"product": OLIVES},
        body={"price": 5, "producer_id": 1},
        places=(_PRODUCT, _body("producer_id")),
        admits=_OWNER_OR_ADMIN,
        refused=403,
    ),
    "DELETE /api/v1/products/{product}": msgspec.structs.replace(_OWN_PRODUCT, status=204),
    "GET /api/v1/producer/products": Recipe(person="producer", query={"search": "honey"}),
    "PATCH /api/v1/producer/products/{product}/toggle": _OWN_PRODUCT,
    "PATCH /api/v1/admin/products/{product}": Recipe(
        person=OPERATOR,
        path={"product": OLIVES},
        body={"price": 5, "producer_id": 1},
        places=(_PRODUCT, _body("producer_id")),
        admits=(OPERATOR,),
        attackers=(*EVERYBODY, OPERATOR),
    ),
    "GET /api/v1/admin/products/pending": Recipe(
        person=OPERATOR, admits=(OPERATOR,), attackers=(*EVERYBODY, OPERATOR)
    ),
    "PATCH /api/v1/admin/products/pending": Recipe(
        person=OPERATOR, status=404, admits=(OPERATOR,), attackers=(*EVERYBODY, OPERATOR)
    ),
    "PATCH /api/v1/admin/products/{product}/moderate": Recipe(
        person=OPERATOR,
        path={"product": OLIVES},
        body={"action": "reject", "reason": "Not good enough"},
        places=(_PRODUCT,),
        admits=(OPERATOR,),
        attackers=(*EVERYBODY, OPERATOR),
        shows={OPERATOR: (4,)},
    ),
    "GET /api/stoa/v1/products/{product}": _OWN_PRODUCT,
    "PUT /api/stoa/v1/products/{product}/categories": msgspec.structs.replace(
        _OWN_PRODUCT,
        body={"category_ids": [2]},
        places=(_PRODUCT, _body("category_ids.0")),
    ),
    "GET /api/stoa/v1/categories": Recipe(),
    "POST /api/stoa/v1/categories": Recipe(
        person="admin", status=201, body={"name": "Pasta"}, admits=("admin",)
    ),
    "PUT /api/stoa/v1/categories/order": Recipe(
        person="admin",
        body={"category_ids": [2, 1, ":only"]},
        places=(_body("category_ids.0"),),
        admits=("admin",),
    ),
    "PATCH /api/stoa/v1/categories/{category}": Recipe(
        person="admin",
        path={"category": 1},
        body={"name": "Olives and oil"},
        places=(_path("category"),),
        admits=("admin",),
        refused=403,
    ),
    "DELETE /api/stoa/v1/categories/{category}": Recipe(
        person="admin",
        status=204,
        path={"category": 1},
        places=(_path("category"),),
        admits=("admin",),
        refused=403,
    ),
    "GET /api/stoa/v1/public/products/{product}/images": Recipe(
        path={"product": HONEY}, places=(_PRODUCT,)
    ),
    "GET /api/stoa/v1/products/{product}/images": _OWN_PRODUCT,
    "POST /api/stoa/v1/products/{product}/images": msgspec.structs.replace(
        _OWN_PRODUCT, status=201, file="image"
    ),
    "PUT /api/stoa/v1/products/{product}/images/order": msgspec.structs.replace(
        _OWN_PRODUCT,
        body={"image_ids": [1]},
        places=(_PRODUCT, _body("image_ids.0")),
    ),
    "PATCH /api/stoa/v1/products/{product}/images/{image}": msgspec.structs.replace(
        _OWN_PRODUCT,
        path={"product": OLIVES, "image": 1},
        body={"alt": "Olives in a jar", "is_primary": True},
        places=(_PRODUCT, _path("image")),
    ),
    "DELETE /api/stoa/v1/products/{product}/images/{image}": msgspec.structs.replace(
        _OWN_PRODUCT,
        status=204,
        path={"product": OLIVES, "image": 1},
        places=(_PRODUCT, _path("image")),
    ),
    "GET /storage/{path}": Recipe(path={"path": IN_BOTH}, places=(_path("path", "picture"),)),
    "PATCH /api/v1/producer/products/{product}/stock": msgspec.structs.replace(
        _OWN_PRODUCT, body={"stock": 5}
    ),
    # Producers and reviews
    "GET /api/v1/public/producers": Recipe(query={"search": "Grove"}),
    "GET /api/v1/public/producers/{id}": Recipe(
        path={"id": 1}, places=(_path("id", "number", 200), _path("id", "slug", 200))
    ),
    "GET /api/v1/producers": Recipe(query={"q": "Grove"}),
    "GET /api/v1/producers/{producer}": Recipe(path={"producer": 1}, places=(_path("producer"),)),
    "GET /api/v1/producer/me": Recipe(person="producer"),
    "GET /api/stoa/v1/producer/standing": Recipe(person="producer"),
    "POST /api/stoa/v1/producer/picture": Recipe(person="producer", status=201, file="image"),
    "DELETE /api/stoa/v1/producer/picture": Recipe(person="producer"),
    "GET /api/stoa/v1/producer/overview": Recipe(person="producer"),
    "GET /api/stoa/v1/producers/{producer}/rating": Recipe(
        path={"producer": 1}, places=(_path("producer"),)
    ),
    "PATCH /api/v1/producer/profile": Recipe(
        person="producer",
        body={"user_id": 4},
        places=(_body("user_id", optional=True),),
        admits=("producer",),
    ),
    "GET /api/v1/public/products/{productId}/reviews": Recipe(
        path={"productId": OLIVES}, places=(_path("productId", "number", 200),), shows=_BUYERS_OWN
    ),
    "GET /api/v1/public/products/{productId}/reviews/summary": Recipe(
        path={"productId": OLIVES}, places=(_path("productId", "number", 200),)
    ),
    # The consumer has reviewed the olives, whose id 1.5 is read as (PHP).
    "POST /api/v1/products/{productId}/reviews": Recipe(
        person="consumer",
        status=201,
        path={"productId": HONEY},
        body={"rating": 5, "order_id": 1},
        places=(_path("productId", "number", 422), _body("order_id", optional=True)),
        admits=SIGNED_IN,
    ),
    "GET /api/stoa/v1/producers/regions": Recipe(),
    "GET /api/stoa/v1/account/reviews": Recipe(person="consumer"),
    "PATCH /api/stoa/v1/account/reviews/{review}": msgspec.structs.replace(
        _REVIEW, body={"rating": 3}
    ),
    "DELETE /api/stoa/v1/account/reviews/{review}": msgspec.structs.replace(_REVIEW, status=204),
    "GET /api/stoa/v1/reviews": Recipe(
        person="admin", admits=("admin",), shows={"admin": (2, *ONLY.values())}
    ),
    "POST /api/stoa/v1/reviews/{review}/hide": msgspec.structs.replace(
        _ANY_REVIEW, body={"reason": "Abusive"}
    ),
    "POST /api/stoa/v1/reviews/{review}/approve": _ANY_REVIEW,
    # Cart and shipping
    "GET /api/v1/cart/items": Recipe(person="consumer"),
    "POST /api/v1/cart/items": Recipe(
        person="consumer",
        status=201,
        body={"product_id": CHEESE, "quantity": 1},
        places=(_body("product_id"),),
        admits=SIGNED_IN,
    ),
    "PATCH /api/v1/cart/items/{cartItem}": Recipe(
        person="consumer",
        path={"cartItem": 1},
        body={"quantity": 3},
        places=(_path("cartItem"),),
        admits=("consumer",),
        refused=404,
        refused_message="Cart item not found",
    ),
    "DELETE /api/v1/cart/items/{cartItem}": Recipe(
        person="consumer",
        path={"cartItem": 1},
        places=(_path("cartItem"),),
        admits=("consumer",),
        refused=404,
        refused_message="Cart item not found",
    ),
    "DELETE /api/v1/cart/clear": Recipe(person="consumer"),
    "POST /api/v1/cart/sync": Recipe(
        person="consumer",
        body={"items": [{"product_id": CHEESE, "quantity": 1}]},
        places=(_body("items.0.product_id", 200),),
        admits=SIGNED_IN,
    ),
    "GET /api/stoa/v1/cart/changes": Recipe(person="consumer"),
    "POST /api/stoa/v1/cart/changes/acknowledge": Recipe(
        person="consumer",
        body={"prices": [{"item_id": 1, "amount": 420}]},
        places=(_body("prices.0.item_id", 200, acts_for=SIGNED_IN),),
        admits=SIGNED_IN,
    ),
    "POST /api/v1/public/shipping/quote-cart": Recipe(
        body={
            "postal_code": "10564",
            "method": "HOME",
            "items": [{"product_id": OLIVES, "quantity": 1}],
        },
        places=(_body("items.0.product_id"),),
    ),
    "POST /api/v1/public/shipping/quote": Recipe(
        body={"postal_code": "10564", "method": "HOME", "weight_kg": 2, "subtotal": 10}
    ),
    "POST /api/v1/shipping/quote": Recipe(
        body={"postal_code": "10564", "items": [{"product_id": OLIVES, "quantity": 1}]},
        places=(_body("items.0.product_id"),),
    ),
    # The shops of the test world send to no locker, which is all that anybody is told.
    "GET /api/v1/shipping/lockers/search": Recipe(query={"postal_code": "10564"}, status=404),
    "GET /api/v1/shipping/tracking/{trackingCode}": Recipe(
        path={"trackingCode": "ELTA0000000001"}, places=(_path("trackingCode", "slug"),)
    ),
    # Paying
    "GET /api/v1/payment/methods": Recipe(),
    "GET /api/stoa/v1/checkout": Recipe(),
    "GET /api/v1/public/payments/config": Recipe(),
    # Orders
    "POST /api/v1/public/orders": _PLACE_ORDER,
    "POST /api/v1/orders": _PLACE_ORDER,
    "POST /api/v1/orders/checkout": _PLACE_ORDER,
    "GET /api/v1/public/orders/by-token/{token}": Recipe(
        path={"token": "00000000-0000-4000-8000-000000000001"},
        places=(_path("token", "token", 400),),
        shows=_BUYERS_OWN,
    ),
    "GET /api/v1/public/orders/track/{token}": Recipe(
        path={"token": "00000000-0000-4000-8000-000000000001"},
        places=(_path("token", "token", 400),),
    ),
    "GET /api/v1/orders": Recipe(person="consumer"),
    "GET /api/v1/orders/{order}/shipment": Recipe(
        person="consumer",
        path={"order": 1},
        places=(_path("order"),),
        admits=("consumer", "admin"),
        refused=403,
    ),
    "GET /api/v1/orders/{id}": Recipe(
        person="consumer", path={"id": 1}, places=(_path("id"),), admits=("consumer",)
    ),
    "POST /api/stoa/v1/orders/{id}/reorder": Recipe(
        person="consumer", path={"id": 1}, places=(_path("id"),), admits=("consumer",)
    ),
    "GET /api/v1/producer/orders": Recipe(person="producer", shows=_BUYERS_OF),
    "GET /api/v1/producer/orders/export": Recipe(person="producer", shows=_BUYERS_OF),
    "GET /api/v1/producer/orders/{id}": _SOLD_ORDER,
    "PATCH /api/v1/producer/orders/{id}/status": msgspec.structs.replace(
        _SOLD_ORDER, body={"status": "processing"}
    ),
    "POST /api/v1/producer/orders/{id}/status": msgspec.structs.replace(
        _SOLD_ORDER, body={"status": "processing"}
    ),
    "GET /api/v1/admin/orders": msgspec.structs.replace(
        _BUSINESS, path={}, places=(), shows={OPERATOR: (2, 3, *ONLY.values())}
    ),
    "PATCH /api/v1/admin/orders/{order}/status": msgspec.structs.replace(
        _ORDER, body={"status": "cancelled", "note": "As agreed"}
    ),
    "PATCH /api/v1/admin/orders/{order}/payment/confirm": _ORDER,
    "GET /api/stoa/v1/orders/{id}/moves": Recipe(
        person="consumer", path={"id": 1}, places=(_path("id"),), admits=("consumer",)
    ),
    # Notifications
    "GET /api/v1/notifications": Recipe(person="producer"),
    "GET /api/v1/notifications/latest": Recipe(person="producer"),
    "GET /api/v1/notifications/unread-count": Recipe(person="producer"),
    "PATCH /api/v1/notifications/{notification}/read": Recipe(
        person="producer",
        path={"notification": 1},
        places=(_path("notification"),),
        admits=("producer",),
        refused=403,
    ),
    "PATCH /api/v1/notifications/read-all": Recipe(person="producer"),
    # Businesses
    "GET /api/v1/admin/shipping/rates": _BACK_OFFICE,
    "GET /api/v1/admin/shipping/zones": _BACK_OFFICE,
    "POST /api/v1/shipping/labels/{order}": _LABEL,
    "GET /api/v1/shipping/labels/{order}/download": _LABEL,
    "GET /api/v1/admin/shipping/simulate": _BACK_OFFICE,
    "GET /api/v1/admin/businesses": msgspec.structs.replace(
        _BUSINESS, path={}, places=(), shows={OPERATOR: (BUSINESS, *ONLY.values())}
    ),
    "GET /api/v1/admin/businesses/{business}": _BUSINESS,
    "PATCH /api/v1/admin/businesses/{business}/approve": _BUSINESS,
    "PATCH /api/v1/admin/businesses/{business}/reject": msgspec.structs.replace(
        _BUSINESS, body={"rejection_reason": "No tax id"}
    ),
    "GET /api/v1/admin/producers": msgspec.structs.replace(
        _PRODUCER, path={}, places=(), shows={OPERATOR: (4, 5, 7, *ONLY.values())}
    ),
    "PATCH /api/v1/admin/producers/{producer}/approve": _PRODUCER,
    "PATCH /api/v1/admin/producers/{producer}/reject": msgspec.structs.replace(
        _PRODUCER, body={"rejection_reason": "No tax id"}
    ),
    "PATCH /api/v1/admin/producers/{producer}": msgspec.structs.replace(
        _PRODUCER, body={"latitude": 38.1, "longitude": 23.5}
    ),
    "GET /api/v1/admin/producers/{producer}/deletion-preview": _PRODUCER,
    "DELETE /api/v1/admin/producers/{producer}": msgspec.structs.replace(
        _PRODUCER, body={"reason": "closed"}
    ),
    # Commissions
    # The servers of tests have no operators' token.
    "GET /api/ops/commission/preview": Recipe(query={"amount": "100"}, status=404),
    "GET /api/orders/{order}/commission-preview": Recipe(
        person="producer",
        path={"order": 1},
        places=(_path("order"),),
        admits=("producer", "admin"),
        refused=403,
    ),
    "GET /api/v1/admin/commission-rules": _BACK_OFFICE,
    "POST /api/v1/admin/commission-rules": msgspec.structs.replace(
        _BACK_OFFICE, status=201, body=_COMMISSION_RULE, places=(_RULED_PRODUCER,)
    ),
    "GET /api/v1/admin/commission-rules/preview": msgspec.structs.replace(
        _BACK_OFFICE, query={"amount": "100", "channel": "B2C"}
    ),
    "PATCH /api/v1/admin/commission-rules/preview": msgspec.structs.replace(
        _BACK_OFFICE, status=404
    ),
    "PATCH /api/v1/admin/commission-rules/{id}": msgspec.structs.replace(
        _BACK_OFFICE,
        path={"id": 1},
        body=_COMMISSION_RULE,
        places=(_path("id"), _RULED_PRODUCER),
    ),
    "POST /api/v1/admin/commission-rules/{id}/toggle": msgspec.structs.replace(
        _BACK_OFFICE, path={"id": 1}, places=(_path("id"),)
    ),
    "GET /api/v1/admin/settings/commission-engine": _BACK_OFFICE,
    "POST /api/v1/admin/settings/commission-engine": msgspec.structs.replace(
        _BACK_OFFICE, body={"enabled": True}
    ),
    # The server itself
    "GET /api/health": Recipe(),
    "GET /api/healthz": Recipe(),
    "GET /api/ops/db/slow-queries": Recipe(),
    "GET /api/admin-user-lookup": Recipe(query={"phone": "+306900000001"}),
    "GET /healthz": Recipe(),
    "GET /up": Recipe(),
    "GET /metrics": Recipe(),
    "GET /api/v1/openapi.json": Recipe(),
}

PAGES: Final[dict[str, Recipe]] = {
    "GET /": Recipe(),
    "GET /products": Recipe(
        query={"search": "Graviera"},
        places=(_query("category", "slug"), _query("producer", "slug")),
    ),
    "GET /products/{product_id}": Recipe(
        path={"product_id": HONEY},
        places=(_path("product_id", "number", 200), _path("product_id", "slug", 200)),
        shows=_BUYERS_OWN,
    ),
    "POST /products/{product_id}/reviews": Recipe(
        person="consumer",
        status=303,
        path={"product_id": HONEY},
        body={"rating": "5"},
        places=(_path("product_id", "number", 303, 422), _path("product_id", "slug", 303, 422)),
        admits=SIGNED_IN,
    ),
    "GET /producers": Recipe(query={"search": "Grove"}),
    "GET /producers/{slug}": Recipe(
        path={"slug": "grove"},
        places=(_path("slug", "number", 200), _path("slug", "slug", 200)),
    ),
    "GET /categories": Recipe(),
    "GET /about": Recipe(),
    "GET /faq": Recipe(),
    "GET /contact": Recipe(),
    "GET /legal/terms": Recipe(),
    "GET /legal/privacy": Recipe(),
    "GET /terms": Recipe(status=301),
    "GET /privacy": Recipe(status=301),
    "GET /robots.txt": Recipe(),
    "GET /sitemap.xml": Recipe(),
    "GET /sitemaps/{name}": Recipe(path={"name": "products-1.xml"}),
    "GET /cart": Recipe(),
    "POST /cart/items": Recipe(
        person="consumer",
        status=303,
        body={"product_id": OLIVES, "quantity": "1", "back": "/products"},
        places=(_form("product_id"),),
        admits=(GUEST, "consumer", "other_consumer", "admin"),
    ),
    "POST /cart/items/{key}": Recipe(
        person="consumer",
        status=303,
        path={"key": 1},
        body={"quantity": "1", "step": "more"},
        places=(_path("key"),),
        admits=("consumer",),
    ),
    "POST /cart/items/{key}/remove": Recipe(
        person="consumer",
        status=303,
        path={"key": 1},
        body={"product_id": OLIVES, "quantity": "1"},
        places=(_path("key"), _form("product_id", acts_for=("consumer",))),
        admits=("consumer",),
    ),
    "GET /cart/empty": Recipe(),
    "POST /cart/empty": Recipe(person="consumer", status=303, body={}),
    "POST /cart/changes": Recipe(person="consumer", status=303, body={"told[]": "1-500"}),
    "POST /checkout": Recipe(person="consumer", body={"step": "lockers"}),
    "GET /checkout": Recipe(person="consumer"),
    "GET /thank-you": Recipe(
        query={"token": "00000000-0000-4000-8000-000000000001"},
        places=(Place(where="query", name="token", kind="token", malformed=(400, 404)),),
        shows=_BUYERS_OWN,
    ),
    "GET /auth/login": Recipe(),
    "POST /auth/login": Recipe(
        status=303,
        body={"email": "private-:shop-2@example.com", "password": _PASSWORD},
        places=(Place(where="body", name="email", kind="email", malformed=(400, 422)),),
        attackers=(GUEST,),
    ),
    "GET /auth/register": Recipe(),
    "POST /auth/register": Recipe(
        status=303,
        body=_REGISTRATION,
        places=(
            Place(where="body", name="email", kind="email", malformed=(422,), acts_for=(GUEST,)),
        ),
        attackers=(GUEST,),
    ),
    "GET /logout": Recipe(person="consumer"),
    "POST /logout": Recipe(person="consumer", status=303, body={}),
    "GET /auth/forgot-password": Recipe(),
    "POST /auth/forgot-password": Recipe(
        body={"email": "private-:shop-2@example.com"},
        places=(_email(200),),
        attackers=(GUEST,),
        shows=_TYPED,
    ),
    "GET /reset-password": Recipe(status=307),
    "GET /auth/reset-password": Recipe(),
    "POST /auth/reset-password": Recipe(
        status=303,
        body={
            "token": RESET_SECRET,
            "email": "private-:shop-2@example.com",
            "password": "a longer password",
            "password_confirmation": "a longer password",
        },
        places=(_email(),),
        attackers=(GUEST,),
    ),
    "GET /auth/verify-email": Recipe(),
    "POST /auth/verify-email": Recipe(
        body={"token": VERIFICATION_SECRET, "email": "private-:shop-3@example.com"},
        places=(_email(),),
        attackers=(GUEST,),
        shows=_TYPED,
    ),
    "POST /auth/verify-email/resend": Recipe(
        body={"email": "private-:shop-2@example.com"},
        places=(_email(200),),
        attackers=(GUEST,),
        shows=_TYPED,
    ),
    "GET /account": Recipe(person="consumer", status=307),
    "GET /account/profile": Recipe(person="consumer"),
    "POST /account/profile": Recipe(
        person="consumer", status=303, body={"name": "Cora", "phone": "", "language": "el"}
    ),
    "POST /account/email": Recipe(
        person="consumer", status=303, body={"email": "moved@example.com", "password": _PASSWORD}
    ),
    "GET /account/security": Recipe(person="consumer"),
    "POST /account/security/password": Recipe(
        person="consumer",
        status=303,
        body={
            "current_password": _PASSWORD,
            "password": "a longer password",
            "password_confirmation": "a longer password",
        },
    ),
    "POST /account/security/sign-ins/end": Recipe(person="consumer", status=303, body={}),
    "POST /account/security/sign-ins/{kind}/{sign_in_id}/end": Recipe(
        person="consumer",
        status=303,
        path={"kind": "token", "sign_in_id": 2},
        body={},
        places=(_path("sign_in_id"),),
        admits=("consumer",),
    ),
    "GET /account/addresses": Recipe(person="consumer"),
    "GET /account/addresses/new": Recipe(person="consumer"),
    "POST /account/addresses/new": Recipe(person="consumer", status=303, body=_ADDRESS_FORM),
    "GET /account/addresses/{address_id}/edit": _ADDRESS_PAGE,
    "POST /account/addresses/{address_id}/edit": msgspec.structs.replace(
        _ADDRESS_PAGE, status=303, body=_ADDRESS_FORM
    ),
    "POST /account/addresses/{address_id}/delete": msgspec.structs.replace(
        _ADDRESS_PAGE, status=303, body={}
    ),
    "GET /account/notifications": Recipe(person="producer"),
    "POST /account/notifications/read-all": Recipe(person="producer", status=303, body={}),
    "POST /account/notifications/{notification_id}/read": Recipe(
        person="producer",
        status=303,
        path={"notification_id": 1},
        body={},
        places=(_path("notification_id"),),
        admits=("producer",),
        refused=403,
    ),
    "GET /account/orders": Recipe(person="consumer"),
    "GET /account/orders/{order_id}": Recipe(
        person="consumer", path={"order_id": 1}, places=(_path("order_id"),), admits=("consumer",)
    ),
    "POST /account/orders/{order_id}/reorder": Recipe(
        person="consumer",
        path={"order_id": 1},
        body={"attempt": "1"},
        places=(_path("order_id"),),
        admits=("consumer",),
    ),
    "GET /track": Recipe(query={"token": "nothing"}),
    "GET /track/{token}": Recipe(
        path={"token": "00000000-0000-4000-8000-000000000001"},
        places=(_path("token", "token", 404),),
    ),
    "GET /producer": Recipe(person="producer", status=307),
    "GET /producer/dashboard": Recipe(person="producer"),
    "GET /producer/onboarding": Recipe(person="producer", status=307),
    "GET /producer/settings": Recipe(person="producer"),
    "POST /producer/settings": Recipe(person="producer", status=303, body={"name": "Olive Grove"}),
    "POST /producer/settings/picture": Recipe(person="producer", status=303, file="image"),
    "POST /producer/settings/picture/delete": Recipe(person="producer", status=303),
    "GET /producer/products": Recipe(person="producer"),
    "GET /producer/products/create": Recipe(person="producer"),
    "POST /producer/products/create": Recipe(
        person="admin",
        status=303,
        body={**_PRODUCT_FORM, "producer_id": 1},
        places=(_body("producer_id", acts_for=("producer", "other_producer")),),
        admits=("admin", "producer", "other_producer"),
    ),
    "GET /producer/products/{product_id}/edit": msgspec.structs.replace(
        _OWN_PAGE, status=200, body=None
    ),
    "POST /producer/products/{product_id}/edit": msgspec.structs.replace(
        _OWN_PAGE,
        person="admin",
        body={**_PRODUCT_FORM, "producer_id": 1},
        places=(_PAGE_PRODUCT, _body("producer_id")),
    ),
    "GET /producer/products/{product_id}/pictures": msgspec.structs.replace(
        _OWN_PAGE, status=200, body=None
    ),
    "POST /producer/products/{product_id}/pictures": msgspec.structs.replace(
        _OWN_PAGE, file="image"
    ),
    "POST /producer/products/{product_id}/pictures/{image_id}": msgspec.structs.replace(
        _OWN_PAGE,
        path={"product_id": OLIVES, "image_id": 1},
        body={"change": "describe", "alt": "Olives in a jar"},
        places=(_PAGE_PRODUCT, _path("image_id")),
    ),
    "POST /producer/products/{product_id}/stock": msgspec.structs.replace(
        _OWN_PAGE, body={"stock": "5"}
    ),
    "POST /producer/products/{product_id}/toggle": _OWN_PAGE,
    "POST /producer/products/{product_id}/delete": _OWN_PAGE,
    "GET /producer/orders": Recipe(person="producer", shows=_BUYERS_OF),
    "GET /producer/orders/{order_id}": _SOLD_ORDER_PAGE,
    "POST /producer/orders/{order_id}/status": msgspec.structs.replace(
        _SOLD_ORDER_PAGE, status=303, body={"status": "processing"}
    ),
    "POST /preferences": Recipe(status=303, body={"language": "en", "back": "/cart"}),
    "GET /branding.css": Recipe(),
    "GET /login": Recipe(status=307),
    "GET /register": Recipe(status=307),
    "GET /assets/{version}/{file_path}": Recipe(path={"version": "1", "file_path": "site.css"}),
    "GET /static/{file_path}": Recipe(path={"file_path": "mark.svg"}),
}

RECIPES: Final = {**API, **PAGES}
