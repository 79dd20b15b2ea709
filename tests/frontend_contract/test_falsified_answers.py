"""An answer that is not the promised one is reported, whatever is wrong with it.

Between the player and the real application stands a proxy that falsifies one thing of its answer.
The records are our own, so what is compared is what the contract really says. What this proves:
none of these mistakes would pass a replay. What it does not prove: that a record shows every place
where one could be made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
import pytest

from tests.frontend_contract.own import recorded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from frontend_contract.records import Record
    from tests.frontend_contract.conftest import Market

    Message = MutableMapping[str, Any]

pytestmark = pytest.mark.contract


class Answer(msgspec.Struct):
    """What the application answered, to be falsified in place."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes
    body: Any

    def set_header(self, name: str, value: str | None) -> None:
        """Replace a header, or take it out."""
        self.headers = [pair for pair in self.headers if pair[0] != name]
        if value is not None:
            self.headers.append((name, value))

    def set_body(self, content: bytes) -> None:
        """Bytes instead of what was answered."""
        self.content = content
        self.body = None

    def change_cookie(self, name: str, old: str, new: str) -> None:
        """Change the text of the cookie of that name."""
        self.headers = [
            (key, re.sub(old, new, text, flags=re.I) if text.startswith(f"{name}=") else text)
            for key, text in self.headers
        ]


class Falsifying:
    """An ASGI application that answers what another one answers, but for one thing."""

    def __init__(
        self,
        application: Callable[..., Awaitable[None]],
        asked: str,
        change: Callable[[Answer], object],
    ) -> None:
        self._application = application
        self._asked = asked
        self._change = change

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if f"{scope['method']} {scope['path']}" != self._asked:
            await self._application(scope, receive, send)
            return
        # A compressed answer could not be changed.
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        start: Message = {}
        content = bytearray()

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                content.extend(message.get("body", b""))

        await self._application({**scope, "headers": headers}, receive, hold)
        answer = self._falsified(start, bytes(content))
        start["status"] = answer.status
        start["headers"] = [(key.encode(), text.encode()) for key, text in answer.headers]
        await send(start)
        await send({"type": "http.response.body", "body": answer.content})

    def _falsified(self, start: Message, content: bytes) -> Answer:
        told = [(key.decode().lower(), text.decode()) for key, text in start["headers"]]
        body = msgspec.json.decode(content) if content else None
        answer = Answer(start["status"], told, content, body)
        self._change(answer)
        if answer.body is not None:
            answer.content = msgspec.json.encode(answer.body)
        answer.set_header("content-length", str(len(answer.content)))
        return answer


class Mistake(NamedTuple):
    """A record, what is falsified of its answer, and the sentence that tells it."""

    area: str
    record: str
    change: Callable[[Answer], object]
    sentence: str


PRODUCTS: Final = ("catalogue", "list-public-products")
CART: Final = ("cart", "show-cart")
ORDER: Final = ("orders", "place-order")
LOGIN: Final = ("signing-in", "login")
COOKIES: Final = ("signing-in", "start-session")
WRONG: Final = ("catalogue", "create-product-wrong-input")
EMPTY: Final = ("catalogue", "delete-product")


def product(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = answer.body["data"][0]
    return found


MISTAKES: Final[dict[str, Mistake]] = {
    "another status": Mistake(
        *ORDER, lambda it: setattr(it, "status", 200), "status 200 instead of 201"
    ),
    "a fault of the server": Mistake(
        *PRODUCTS, lambda it: setattr(it, "status", 500), "status 500 instead of 200"
    ),
    "a refusal by another number": Mistake(
        *WRONG, lambda it: setattr(it, "status", 400), "status 400 instead of 422"
    ),
    "a missing key": Mistake(*PRODUCTS, lambda it: it.body.pop("total"), "$.body.total is missing"),
    "a missing key below": Mistake(
        *PRODUCTS, lambda it: product(it)["producer"].pop("slug"), "producer.slug is missing"
    ),
    "a key left out instead of null": Mistake(
        *PRODUCTS, lambda it: product(it).pop("weight_grams"), "weight_grams is missing"
    ),
    "a key more": Mistake(
        *PRODUCTS, lambda it: it.body.update(extra=1), "$.body.extra is not recorded"
    ),
    "a key more below": Mistake(
        *CART, lambda it: it.body["cart_items"][0].update(extra=1), "extra is not recorded"
    ),
    "a key more in an error's fields": Mistake(
        *WRONG, lambda it: it.body["errors"].update(extra=["x"]), "errors.extra is not recorded"
    ),
    "a leaked private key": Mistake(
        *PRODUCTS,
        lambda it: product(it)["producer"].update(iban="GR1601101250000000012300695"),
        "producer.iban must not be shown",
    ),
    "a leaked private key that is null": Mistake(
        *CART,
        lambda it: it.body["cart_items"][0]["product"]["producer"].update(tax_id=None),
        "producer.tax_id must not be shown",
    ),
    "a number as text": Mistake(
        *PRODUCTS, lambda it: it.body.update(total="3"), '$.body.total is "3"'
    ),
    "a text as number": Mistake(
        *PRODUCTS, lambda it: product(it).update(price=11.8), "price is 11.8 instead of"
    ),
    "another amount": Mistake(
        *CART, lambda it: it.body.update(total_amount="23.81"), "total_amount"
    ),
    "an amount with one decimal": Mistake(
        *PRODUCTS, lambda it: product(it).update(price=product(it)["price"][:-1]), "price is"
    ),
    "a thousands comma in money": Mistake(
        *PRODUCTS, lambda it: product(it).update(price="1,190.00"), 'price is "1,190.00"'
    ),
    "null instead of a text": Mistake(
        *PRODUCTS, lambda it: product(it).update(slug=None), "slug is null instead of"
    ),
    "an empty text instead of null": Mistake(
        *PRODUCTS, lambda it: product(it).update(weight_grams=""), 'weight_grams is ""'
    ),
    "one instead of true": Mistake(
        *PRODUCTS, lambda it: product(it).update(is_active=1), "is_active is 1 instead of true"
    ),
    "an object instead of an empty list": Mistake(
        *PRODUCTS, lambda it: product(it).update(allergens={}), "allergens is {}"
    ),
    "another order of entries": Mistake(
        *PRODUCTS, lambda it: it.body["data"].reverse(), "$.body.data[0].id is"
    ),
    "an entry less": Mistake(
        *PRODUCTS, lambda it: it.body["data"].pop(), "$.body.data has 1 entries instead of 2"
    ),
    "an entry twice": Mistake(
        *PRODUCTS, lambda it: it.body["data"].append(product(it)), "has 3 entries instead of 2"
    ),
    "another text of Greek letters": Mistake(
        *PRODUCTS,
        lambda it: product(it).update(name=product(it)["name"].upper()),
        "$.body.data[0].name is",
    ),
    "a moment of another precision": Mistake(
        *PRODUCTS,
        lambda it: product(it).update(created_at="2026-01-15T02:15:00Z"),
        "created_at is",
    ),
    "another sentence": Mistake(
        *WRONG,
        lambda it: it.body["errors"].update(name=["Name is required."]),
        '$.body.errors.name[0] is "Name is required."',
    ),
    "another message": Mistake(
        *WRONG, lambda it: it.body.update(message="Invalid."), '$.body.message is "Invalid."'
    ),
    "a field without its error": Mistake(
        *WRONG, lambda it: it.body["errors"].pop("price"), "$.body.errors.price is missing"
    ),
    "another type at a volatile place": Mistake(
        *LOGIN, lambda it: it.body.update(token=7), "$.body.token is a number instead of a text"
    ),
    "null at a volatile place": Mistake(
        *LOGIN, lambda it: it.body.update(token=None), "$.body.token is null instead of a text"
    ),
    "nothing at a volatile place": Mistake(
        *LOGIN, lambda it: it.body.pop("token"), "$.body.token is missing"
    ),
    "a missing header": Mistake(
        *PRODUCTS, lambda it: it.set_header("cache-control", None), "cache-control is None"
    ),
    "another header": Mistake(
        *LOGIN, lambda it: it.set_header("cache-control", "public"), "cache-control is 'public'"
    ),
    "another kind of content": Mistake(
        *PRODUCTS, lambda it: it.set_header("content-type", "text/html"), "content-type is"
    ),
    "another limit": Mistake(
        *PRODUCTS, lambda it: it.set_header("x-ratelimit-limit", "6000"), "x-ratelimit-limit is"
    ),
    "a cookie that scripts can read": Mistake(
        *COOKIES,
        lambda it: it.change_cookie("stoa_session", "HttpOnly", "X"),
        "no cookie stoa_session with httponly",
    ),
    "a cookie of another site": Mistake(
        *COOKIES,
        lambda it: it.change_cookie("XSRF-TOKEN", "SameSite=lax", "SameSite=None"),
        "no cookie XSRF-TOKEN with",
    ),
    "a cookie more": Mistake(
        *COOKIES,
        lambda it: it.headers.append(("set-cookie", "tracking=1; Path=/")),
        "a cookie tracking with path=/ that is not recorded",
    ),
    "no cookie": Mistake(*COOKIES, lambda it: it.set_header("set-cookie", None), "no cookie"),
    "no body": Mistake(*PRODUCTS, lambda it: it.set_body(b""), "$.body is null"),
    "a body that is no JSON": Mistake(
        *PRODUCTS, lambda it: it.set_body(b'{"data": ['), "$.body is "
    ),
    "a body where there is none": Mistake(
        *EMPTY, lambda it: setattr(it, "body", {"message": "done"}), "$.body is"
    ),
}


def asked_by(record: Record) -> str:
    """Method and path of the answer that is falsified; what runs before it is left alone."""
    return f"{record.request.method} {record.request.path.partition('?')[0]}"


def test_there_are_enough_mistakes() -> None:
    assert len(MISTAKES) >= 40


@pytest.mark.parametrize("name", MISTAKES)
async def test_a_falsified_answer_is_reported(market: Market, name: str) -> None:
    mistake = MISTAKES[name]
    record = recorded(mistake.area, mistake.record)
    player = market.player(Falsifying(market.application, asked_by(record), mistake.change))
    outcome = await player.play(record)
    assert any(mistake.sentence in told for told in outcome.differences), outcome.differences


async def test_a_proxy_that_falsifies_nothing_is_not_reported(market: Market) -> None:
    for area, name in {(mistake.area, mistake.record) for mistake in MISTAKES.values()}:
        record = recorded(area, name)
        proxy = Falsifying(market.application, asked_by(record), lambda answer: None)
        assert (await market.player(proxy).play(record)).differences == []
