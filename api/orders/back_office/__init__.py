"""The shop's orders as its operators see and steer them."""
