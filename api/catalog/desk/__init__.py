"""One product with all that its form needs, shown or hidden."""
