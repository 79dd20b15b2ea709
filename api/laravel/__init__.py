"""The Laravel JSON dialect of ``/api/v1``: input, rules, errors, throttling, tokens, pages."""
