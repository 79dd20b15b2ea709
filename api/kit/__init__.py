"""What every domain shares and no domain owns."""
