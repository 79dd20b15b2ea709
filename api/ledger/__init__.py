"""What the platform keeps of what shops sell."""
