"""Where an order is: the form that asks for a token, and the timeline that a token opens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.rendering import go_to, page
from storefront.visitor import meet, needed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from storefront.visitor import Visitor

# People paste the whole address of their thank-you page.
_TOKEN: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_ROAD: Final = ("pending", "confirmed", "processing", "shipped", "delivered")
_UNKNOWN: Final = 404


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A station on an order's way. ``at`` is a wire moment, none while it is not known."""

    status: str
    state: str
    """done, now or ahead."""
    at: str | None = None
    note: str | None = None


@get("/track", opt=route("order", "view_by_token"), include_in_schema=False)
async def track_form(request: StoaRequest) -> Response[str]:
    """Asks for the order's code; a code or a whole link leads to the order."""
    typed = request.query_params.get("token", "").strip()
    found = _TOKEN.search(typed)
    if found:
        return go_to(f"/track/{found[0].lower()}")
    return _form_page(request, await meet(request), typed, "track.malformed" if typed else "")


@get("/track/{token:str}", opt=route("order", "view_by_token"), include_in_schema=False)
async def track(request: StoaRequest, token: FromPath[str]) -> Response[str]:
    """How far the order has come; a purchase from several producers shows each of its orders."""
    visitor = await meet(request)
    if not _TOKEN.fullmatch(token):
        return _form_page(request, visitor, token, "track.malformed", status=_UNKNOWN)
    tracked = await tracked_orders(visitor, token)
    if not tracked:
        return _form_page(request, visitor, token, "track.unknown", status=_UNKNOWN)
    return page(request, visitor, "track.html", tracked=tracked)


async def tracked_orders(visitor: Visitor, token: str) -> list[dict[str, Any]]:
    """The orders that a token opens, each with its ``steps`` and its own ``token``; none if none.

    Raises PageFailure when the contract cannot answer.
    """
    answer = await visitor.client.get(f"/public/orders/track/{token}")
    if answer.ok:
        order = answer.body["order"]
        return [{**order, "steps": steps_of(order, order["status_history"]), "token": token}]
    if answer.status != _UNKNOWN:
        needed(answer)
    # The token of a purchase opens its orders, and each of them is tracked by its own.
    purchase = await visitor.client.get(f"/public/orders/by-token/{token}")
    orders = purchase.body["data"].get("orders", []) if purchase.ok else []
    found: list[dict[str, Any]] = []
    for order in orders:
        found += await tracked_orders(visitor, order["public_token"])
    return found


def whole_moves(
    moves: Sequence[Mapping[str, Any]], sellers: Collection[int]
) -> list[Mapping[str, Any]]:
    """Those of a buyer's moves that were the whole order's: an only seller's are."""
    return [move for move in moves if move["producer"] is None or len(sellers) == 1]


def steps_of(order: Mapping[str, Any], history: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The stations behind, at and before an order; a cancelled one ends where it stopped.

    ``history`` is what is known of its moves: ``status``, ``changed_at`` and ``note`` of each.
    """
    moves = {move["status"]: move for move in history}
    moves.setdefault("pending", {"changed_at": order["created_at"], "note": None})
    status = "delivered" if order["status"] == "completed" else order["status"]
    if status == "cancelled":
        reached = [step for step in _ROAD if step in moves]
        return [*(_step(each, "done", moves) for each in reached), _step(status, "now", moves)]
    here = _ROAD.index(status)
    # Not every order is confirmed by hand before it is packed.
    road = [s for n, s in enumerate(_ROAD) if s in moves or n >= here or s != "confirmed"]
    return [
        _step(each, ("done", "now", "ahead")[1 + _sign(_ROAD.index(each) - here)], moves)
        for each in road
    ]


def _step(status: str, state: str, moves: Mapping[str, Mapping[str, Any]]) -> Step:
    move = moves.get(status, {})
    if state == "ahead":
        return Step(status=status, state=state)
    return Step(status=status, state=state, at=move.get("changed_at"), note=move.get("note"))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _form_page(
    request: StoaRequest, visitor: Visitor, typed: str, problem: str, *, status: int = 200
) -> Response[str]:
    return page(
        request, visitor, "track_form.html", status=status, typed=typed[:200], problem=problem
    )
