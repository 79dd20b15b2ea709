"""What is told of orders by letter, and to whom. For work behind the scenes: asks no policy."""
