"""Approving and rejecting products, and what that shows."""
