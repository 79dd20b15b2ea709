"""Orders as the producer's desk shows them: what the caller's own producer sold."""
