"""Laws: one sentence each, read from the running catalogue, the application or the source tree."""
