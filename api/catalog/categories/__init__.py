"""The shelves of a shop, and which products stand on them."""
