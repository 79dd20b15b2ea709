"""Why somebody cannot sign in or up."""

from __future__ import annotations

from api.kit.errors import Conflict, Failure, Refused, Unauthenticated, Unavailable


class WrongCredentials(Failure):
    """Unknown e-mail address or wrong password; which of the two is not told."""

    status = 401
    code = "invalid_credentials"

    def __init__(self) -> None:
        super().__init__("Invalid credentials", error="The provided credentials are incorrect.")


class AccountDisabled(Refused):
    """A seed account: its password is public."""

    def __init__(self) -> None:
        super().__init__(
            None,
            "Account disabled",
            error="This is a seed/test account and cannot be used for login.",
        )


class BadOperatorToken(Unauthenticated):
    """The back office was asked with nothing, or with a token that this shop's secret disowns."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, error="unauthenticated")


class NotAnOperator(Refused):
    """The token is genuine and was issued for something else than the back office."""

    def __init__(self) -> None:
        super().__init__(None, "Not an admin token.", error="forbidden")


class NoAdministrator(Refused):
    """An operator acts as the shop's first administrator, and there is none."""

    def __init__(self) -> None:
        super().__init__(None, "No admin user configured in database.", error="forbidden")


class OperatorSecretMissing(Unavailable):
    """The shop has no secret that could have signed an operator's token (deviation D1)."""

    def __init__(self) -> None:
        super().__init__("Server authentication not configured.", error="server_error")


class BadSecret(Failure):
    """A letter's link that opens nothing: used, replaced, forged, or of another address."""

    status = 422
    code = "invalid_secret"

    def __init__(self, kind: str) -> None:
        """``kind`` is ``reset`` or ``verification``, as the contract's sentences say it."""
        super().__init__(f"Invalid or expired {kind} token.")


class SecretExpired(Failure):
    """A letter's link that would have opened something earlier."""

    status = 422
    code = "secret_expired"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind.capitalize()} token has expired. Please request a new one.")


class WrongPassword(Failure):
    """The password that a change asks for is not the account's."""

    status = 422
    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__("This is not your password. Nothing was changed.")


class NoLetters(Conflict):
    """The shop sends no letters, so nobody can prove a new address."""

    code = "no_letters"

    def __init__(self) -> None:
        super().__init__("This shop sends no letters, so a new address cannot be proved.")


class TooManyAddresses(Conflict):
    """The account keeps as many addresses as it may."""

    code = "too_many_addresses"

    def __init__(self, most: int) -> None:
        super().__init__(f"You keep {most} addresses. Delete one before you add another.")


class EmailTaken(Failure):
    """Somebody in this shop already signs in with this address."""

    status = 422
    code = "email_taken"
