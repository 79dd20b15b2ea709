"""The environment a checkout runs in: packages, browser."""
