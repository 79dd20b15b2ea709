"""Who looks at a page, as the templates need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storefront.client import Answer, ContractClient

if TYPE_CHECKING:
    from api.laravel.request import StoaRequest


class PageFailure(Exception):
    """The page cannot be shown; the visitor gets an error page with this status."""

    def __init__(self, status: int, retry_after: str | None = None) -> None:
        super().__init__(f"page failure {status}")
        self.status = status
        self.retry_after = retry_after


class Visitor:
    """The caller of a page: role from the pipeline, name and address from the contract."""

    def __init__(self, request: StoaRequest) -> None:
        principal = request.principal
        self.client = ContractClient(request)
        self.signed_in = principal.account_id is not None
        self.role = principal.roles[0]
        self.producer_id = principal.producer_id
        self.producer_active = principal.producer_active
        self.csrf_token = request.form_token
        self.name = ""
        self.email = ""
        self.unread = 0
        """Notifications that were not read."""

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"

    @property
    def may_buy(self) -> bool:
        """Whether to offer buying at all; the policy decides when it happens."""
        return self.role in ("guest", "consumer", "admin")

    @property
    def has_desk(self) -> bool:
        return self.producer_id is not None

    async def introduce(self) -> None:
        """Asks for what every page says of a signed-in visitor."""
        if not self.signed_in:
            return
        answer = await self.client.get("/api/stoa/v1/account")
        if answer.ok:
            self.name = str(answer.body["name"])
            self.email = str(answer.body["email"])
            self.unread = int(answer.body["unread_notifications"])

    async def shipping_address(self) -> dict[str, Any]:
        """Where a signed-in visitor's orders go; empty where nothing is saved."""
        answer = await self.client.get("/auth/profile") if self.signed_in else None
        saved = answer.body.get("shipping_address") if answer is not None and answer.ok else None
        return saved or {}


async def meet(request: StoaRequest) -> Visitor:
    """The visitor of this page request, introduced."""
    visitor = Visitor(request)
    await visitor.introduce()
    return visitor


def needed(answer: Answer) -> Any:
    """The body of an answer the page cannot do without; raises PageFailure for anything else."""
    if answer.ok:
        return answer.body
    status = answer.status if answer.status in (401, 403, 404, 429, 503) else 500
    # What the contract cannot read in an address (400) or will not take (422) leads nowhere.
    raise PageFailure(404 if answer.status in (400, 404, 422) else status, answer.retry_after)


async def form_of(request: StoaRequest) -> dict[str, Any]:
    """The posted form by name: trimmed texts, blank where nothing was typed, lists of texts.

    The pipeline has compared the form's ``_token`` with the visitor's session before the handler.
    """
    given = await request.input()
    return {
        name: [str(entry) for entry in value] if isinstance(value, list) else _text(value)
        for name, value in given.items()
    }


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, dict) else str(value)
