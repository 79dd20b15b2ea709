"""The people who grow, make and sell."""
