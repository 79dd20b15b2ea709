"""Everything around the server: set-up, serving, data, proofs. The application imports none."""
