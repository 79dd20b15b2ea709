"""One visitor in one browser window: what is clicked, what is shown, what the browser sends."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec
from playwright.async_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import ConsoleMessage, Error, Locator, Page, Request, Response

API: Final = "/api/v1"
# Chromium writes these words to the console for every answer of 400 and more; journeys meet some.
_ANSWERED: Final = "Failed to load resource: the server responded with a status of"
_MOST_TABS: Final = 120


class Sent(msgspec.Struct, frozen=True):
    """One request that the browser made to this shop's server, with its decoded body."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


class Shopper:
    """Drives a page by its test ids and remembers what went over the wire."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[Sent] = []
        self.problems: list[str] = []
        page.context.on("request", self._remember)
        page.on("console", self._listen)
        page.on("pageerror", self._fail)

    async def leave(self, trace: Path | None) -> None:
        """Close the window; its trace is kept where a path is given."""
        await self.page.context.tracing.stop(path=trace)
        await self.page.context.close()

    # What is done

    async def go(self, path: str) -> Response:
        """Open a page by its address."""
        answer = await self.page.goto(path)
        assert answer is not None
        return answer

    def at(self, test_id: str, within: Locator | None = None) -> Locator:
        """The elements that bear a test id."""
        return (within or self.page).get_by_test_id(test_id)

    async def click(self, test_id: str) -> None:
        await self.at(test_id).click()

    async def fill(self, **fields: str) -> None:
        """Type into fields by test id, ``_`` for ``-``."""
        for name, value in fields.items():
            await self.at(name.replace("_", "-")).fill(value)

    async def sign_in(self, email: str, password: str = "password") -> None:
        """Through the login page, like anybody."""
        await self.go("/auth/login")
        await self.fill(login_email=email, login_password=password)
        await self.click("login-submit")
        await expect(self.page).not_to_have_url(re.compile("/auth/login"))

    async def sign_out(self) -> None:
        """Through the page that asks whether one means it."""
        await self.go("/logout")
        await self.click("logout-btn")
        await expect(self.page).to_have_url(re.compile(r"/$"))

    async def put_into_cart(self, slug: str, quantity: int = 1) -> None:
        """From the product's page; waits until the shop has said that it is in the cart."""
        await self.go(f"/products/{slug}")
        for _ in range(quantity - 1):
            await self.at("qty-selector").get_by_test_id("qty-plus").click()
        await self.click("add-to-cart-button")
        await expect(self.at("toast-success")).to_be_visible()

    async def fill_checkout(self, postal_code: str = "10564", **other: str) -> None:
        """Everything that the checkout asks for, terms included, and the quote awaited."""
        fields = {
            "checkout_name": "Δανάη Βλαστού",
            "checkout_email": "danai@example.com",
            "checkout_phone": "6971234567",
            "checkout_address": "Ερμού 12",
            "checkout_city": "Αθήνα",
            **other,
        }
        await self.fill(**fields)
        await self.fill_postal_code(postal_code)
        await self.at("checkout-terms").check()

    async def fill_postal_code(self, postal_code: str) -> dict[str, Any]:
        """Type the postal code; the shop's quote for it."""
        async with self.page.expect_response(
            lambda answer: self._quotes(answer, postal_code)
        ) as asked:
            await self.fill(checkout_postal=postal_code)
        quote: dict[str, Any] = await (await asked.value).json()
        await expect(self.at("shipping-breakdown").get_by_role("listitem")).to_have_count(
            len(quote["producers"])
        )
        return quote

    async def place_order(self, status: int = 201) -> Response:
        """Press the button; the server's answer, which must bear this status.

        The body of a success is gone with the page that asked for it.
        """
        async with self.page.expect_response("**/api/v1/public/orders") as asked:
            await self.click("checkout-submit")
        answer = await asked.value
        assert answer.status == status, f"{answer.status} instead of {status}"
        return answer

    async def thanked(self) -> str:
        """Wait for the thank-you page; the token that opens the order."""
        await expect(self.page).to_have_url(re.compile(r"/thank-you\?token=[0-9a-f-]{36}$"))
        await expect(self.at("order-success-title")).to_be_visible()
        return self.page.url.rpartition("=")[2]

    async def tab_to(self, target: Locator) -> None:
        """Press Tab until the element has the focus, as somebody without a mouse does."""
        for _ in range(_MOST_TABS):
            await self.page.keyboard.press("Tab")
            if await target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{_MOST_TABS} times Tab never reached {target}")

    # What is seen

    def calls(self, method: str, path: str) -> list[Sent]:
        """What the browser sent to one route of the contract."""
        return [one for one in self.sent if (one.method, one.path) == (method, API + path)]

    def forms(self, path: str) -> list[Sent]:
        """The forms that the browser posted to a page."""
        return [one for one in self.sent if (one.method, one.path) == ("POST", path)]

    async def fetch(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """What a script of this very page gets from the server: ``{status, body}``.

        It shows the window's cookies and anti-forgery token.
        """
        answer: dict[str, Any] = await self.page.evaluate(_FETCH, [method, path, body])
        return answer

    async def cookies(self) -> dict[str, str]:
        """All cookies of the window by name."""
        return {one["name"]: one["value"] for one in await self.page.context.cookies()}

    @staticmethod
    def _quotes(answer: Response, postal_code: str) -> bool:
        asked = answer.request
        if not asked.url.endswith("/quote-cart") or not answer.ok:
            return False
        body: dict[str, Any] = asked.post_data_json or {}
        return bool(body.get("postal_code") == postal_code)

    def _remember(self, request: Request) -> None:
        method, path = request.method, urlsplit(request.url).path
        if path.startswith(API) or method != "GET":
            self.sent.append(Sent(method, path, _body(request), request.headers))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_ANSWERED):
            self.problems.append(f"{self.page.url}: {message.text}")

    def _fail(self, error: Error) -> None:
        self.problems.append(f"{self.page.url}: {error}")


def amount(text: str) -> Decimal:
    """The amount that people read: ``12,50 €`` and ``£12.50`` are 12.50."""
    digits = re.sub(r"\D", "", text)
    assert digits, text
    return Decimal(digits) / 100


def _body(request: Request) -> Any:
    if request.post_data is None:
        return None
    kind = request.headers.get("content-type", "")
    return request.post_data_json if "json" in kind or "form" in kind else request.post_data


_FETCH: Final = """
async ([method, path, body]) => {
  const token = document.cookie.split("; ").find((one) => one.startsWith("XSRF-TOKEN="));
  const headers = { accept: "application/json", "content-type": "application/json" };
  if (token) headers["x-xsrf-token"] = decodeURIComponent(token.slice("XSRF-TOKEN=".length));
  const options = { method, headers };
  if (body !== null) options.body = JSON.stringify(body);
  const answer = await fetch(path, options);
  return { status: answer.status, body: await answer.json().catch(() => null) };
}
"""
