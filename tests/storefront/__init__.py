"""The pages people use, through the real application."""
