"""The schema: migrations, roles, mapping, and databases prepared for them."""
