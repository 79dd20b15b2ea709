"""Tests, static checks and audits, as `make` calls them."""
