"""Pictures as parametric SVG. ``python -m ops.data.demo.draw`` draws all of them."""
