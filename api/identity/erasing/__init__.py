"""Taking what is personal out of an account that others' rows still refer to."""
