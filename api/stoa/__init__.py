"""Stoa's own wire dialect, for what the contract does not have: /api/stoa/v1."""
