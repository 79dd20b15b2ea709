"""How many products a list shows, kept by whatever changes a product."""
