"""The contract's document, its records and the runner that plays them."""
