"""What a producer's shelf amounts to, in figures: for its owner, and its stars for everybody."""
