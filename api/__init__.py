"""Stoa: the Litestar application."""
