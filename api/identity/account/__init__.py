"""One's own account, seen and changed by whoever it belongs to."""
