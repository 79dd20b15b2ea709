"""Accounts of a shop and how they prove themselves."""
