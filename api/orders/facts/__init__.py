"""What orders tell other domains: what is sent with an order, and what it was charged."""
