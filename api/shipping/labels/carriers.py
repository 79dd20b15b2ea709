"""Asking a carrier for a label, over HTTP.

A consignment is posted to ``{url}/shipments`` with the shop's credentials and a key by which the
carrier knows an order that is asked for again, so an attempt may be repeated: the second gets the
first one's parcel. Nothing here touches the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
import structlog

from api.kit.http import NoAnswer, call
from api.kit.money import decimal_text
from api.shipping.labels.errors import BY_STATUS, CarrierFailed

if TYPE_CHECKING:
    from api.kit.http import Answer
    from api.shipping.labels.rules import Addressee, Consignment
    from api.shipping.labels.service import AskedLabel

ATTEMPTS: Final = 3
_REFUSALS: Final = 400
_FAULTS: Final = 500
_KILOGRAM: Final = 1_000

log = structlog.get_logger("stoa.shipping")


class CarrierLabel(msgspec.Struct, frozen=True, kw_only=True):
    """The parcel as the carrier registered it; ``label_url`` is the carrier's own document."""

    tracking_code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{6,50}$")]
    label_url: Annotated[str, msgspec.Meta(pattern=r"^https?://\S+$", max_length=255)]
    carrier_code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2,10}$")] = "ACS"


class _Envelope(msgspec.Struct, frozen=True):
    success: bool
    data: CarrierLabel


async def order_label(asked: AskedLabel, sender: Addressee, *, seconds: float) -> CarrierLabel:
    """Register the parcel with the carrier; the same key gives the same parcel again.

    ``seconds`` is what one of three attempts may take. Raises ``CarrierFailed``.
    """
    account, order_id = asked.account, asked.consignment.order_id
    try:
        answer = await call(
            "POST",
            f"{account.url.rstrip('/')}/shipments",
            headers={
                "Accept": "application/json",
                "Content-Type": "application/json",
                "Idempotency-Key": asked.key,
                "Authorization": f"Bearer {account.api_key}",
                "X-Client-Id": account.client_id,
                "X-Client-Secret": account.client_secret,
            },
            body=msgspec.json.encode(_told(asked.consignment, sender)),
            seconds=seconds,
            attempts=ATTEMPTS,
        )
    except NoAnswer as reason:
        log.warning("carrier.no_answer", order_id=order_id, reason=str(reason))
        raise CarrierFailed from reason
    return _understood(answer, order_id)


def _told(consignment: Consignment, sender: Addressee) -> dict[str, Any]:
    """What the carrier is told of a parcel; nothing of what is in it."""
    return {
        "reference": str(consignment.order_id),
        "sender": msgspec.to_builtins(sender),
        "recipient": msgspec.to_builtins(consignment.addressee),
        "weight_kg": consignment.grams / _KILOGRAM,
        "cod_amount": decimal_text(consignment.cash, consignment.currency),
        "currency": consignment.currency,
    }


def _understood(answer: Answer, order_id: int) -> CarrierLabel:
    if answer.status >= _REFUSALS:
        log.warning("carrier.refused", order_id=order_id, status=answer.status)
        if answer.status >= _FAULTS:
            raise CarrierFailed
        refusal = BY_STATUS.get(answer.status, CarrierFailed)
        raise refusal(answer.headers.get("retry-after") if answer.status == 429 else None)
    try:
        envelope = msgspec.json.decode(answer.body, type=_Envelope)
    except msgspec.MsgspecError as reason:
        log.warning("carrier.not_understood", order_id=order_id, reason=str(reason))
        raise CarrierFailed from reason
    if not envelope.success:
        raise CarrierFailed
    return envelope.data
