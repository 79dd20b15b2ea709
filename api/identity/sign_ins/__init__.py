"""Where an account is signed in: browsers' sessions and programs' tokens."""
