"""How many of each variant there are: narrow rows that only three verbs change."""
