"""The operator's token: how a back office outside Stoa proves itself (contract: ``jwt.admin``).

A shop's operators sign in elsewhere and come with a JWT that their system signed with a secret
shared with this shop. It names no account here: whoever bears it acts as the shop's first
administrator, and the trail of changes says so.
"""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import jwt
from jwt.types import Options

from api.identity import queries
from api.identity.errors import (
    BadOperatorToken,
    NoAdministrator,
    NotAnOperator,
    OperatorSecretMissing,
)
from api.kit.authz import Principal

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

ALGORITHM: Final = "HS256"
# PyJWT would read the computer's clock, and asks more of the claims than the contract does.
_CHECKED_HERE: Final[Options] = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def check_operator_token(
    token: str | None, *, secret: str | None, issuer: str, moment: datetime
) -> None:
    """Return if the token opens the back office of the shop that has this secret at this moment.

    Raises, in this order: ``BadOperatorToken`` without a token, ``OperatorSecretMissing``,
    ``BadOperatorToken`` for a token that is malformed, signed otherwise or over,
    ``NotAnOperator`` for one of another type, ``BadOperatorToken`` for one of another issuer.
    """
    if not token:
        raise BadOperatorToken("No token provided.")
    if not secret:
        raise OperatorSecretMissing
    claims = _claims(token, secret)
    _check_times(claims, moment.timestamp())
    if claims.get("type") != "admin":
        raise NotAnOperator
    if claims.get("iss") != issuer:
        raise BadOperatorToken("Invalid token issuer.")


async def operator_principal(uow: UnitOfWork, policy_version: int) -> Principal:
    """As whom an operator acts: the shop's first administrator. Raises ``NoAdministrator``."""
    account_id = await queries.first_administrator(uow)
    if account_id is None:
        raise NoAdministrator
    return Principal(
        tenant_id=uow.tenant_id,
        account_id=account_id,
        roles=("admin",),
        policy_version=policy_version,
        credential="operator",
    )


def _claims(token: str, secret: str) -> dict[str, Any]:
    try:
        return jwt.decode(token, secret, algorithms=[ALGORITHM], options=_CHECKED_HERE)
    except jwt.InvalidSignatureError as reason:
        raise BadOperatorToken("Invalid token signature.") from reason
    except (jwt.InvalidTokenError, ValueError, RecursionError) as reason:
        raise BadOperatorToken("Invalid token.") from reason


def _check_times(claims: dict[str, Any], now: float) -> None:
    """A token counts from ``nbf``, else from ``iat``, and until just before ``exp``."""
    times = {name: claims[name] for name in ("nbf", "iat", "exp") if claims.get(name) is not None}
    if not all(map(_is_moment, times.values())):
        raise BadOperatorToken("Invalid token.")
    if times.get("nbf", times.get("iat", now)) > now:
        raise BadOperatorToken("Invalid token.")
    if "exp" in times and now >= times["exp"]:
        raise BadOperatorToken("Token expired.")


def _is_moment(value: object) -> bool:
    """A number of seconds; JSON as Python reads it knows endless ones and NaN besides."""
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)
