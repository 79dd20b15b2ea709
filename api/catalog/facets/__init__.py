"""What the filters of a product list may be set to, and how many products each choice shows."""
