"""Purchases, their orders and each producer's share of them."""
