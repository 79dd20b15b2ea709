"""Attacks: walkers over every route and every table, from the outside and from next door."""
