"""Why somebody cannot sign in or up."""

from __future__ import annotations

from api.kit.errors import Failure, Refused


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


class EmailTaken(Failure):
    """Somebody in this shop already signs in with this address."""

    status = 422
    code = "email_taken"
