"""The demo market: two shops as JSON of one shape, and the pictures drawn for them."""
