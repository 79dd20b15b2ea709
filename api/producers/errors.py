"""Why a producer cannot be stored or taken out."""

from __future__ import annotations

from datetime import datetime

from api.kit.errors import Conflict, Failure


class ValueTaken(Failure):
    """Another producer of the shop has this slug or tax id; ``field`` names the column."""

    status = 422
    code = "value_taken"

    def __init__(self, field: str) -> None:
        spoken = {"tax_id": "ΑΦΜ"}.get(field, field)
        sentence = f"Το πεδίο {spoken} χρησιμοποιείται ήδη από άλλον παραγωγό."
        super().__init__(sentence, errors={field: [sentence]})
        self.field = field


class AlreadyAnonymized(Conflict):
    """The producer's personal values were taken out before."""

    code = "already_anonymized"

    def __init__(self, since: datetime) -> None:
        super().__init__("Ο παραγωγός έχει ήδη ανωνυμοποιηθεί")
        self.since = since
