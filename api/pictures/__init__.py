"""Uploaded pictures: checked, redrawn in several widths, stored and served."""
