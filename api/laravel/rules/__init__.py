"""The contract's validation rules: ``Rules({"items": "required|array|min:1"}).check(values)``."""

from api.laravel.messages import exists_message, unique_message
from api.laravel.rules.dates import moment_of
from api.laravel.rules.ruleset import MOST_ITEMS, Examination, Rules

__all__ = ["MOST_ITEMS", "Examination", "Rules", "exists_message", "moment_of", "unique_message"]
