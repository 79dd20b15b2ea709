"""The tests; tests/<domain>/ mirrors api/<domain>/."""
