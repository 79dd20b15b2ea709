"""The pictures of a product: uploaded, ordered, described, taken away."""
