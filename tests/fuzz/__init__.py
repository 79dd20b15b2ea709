"""Schemathesis: generated requests against the running server, judged by its own document."""
