"""The people of a back office outside: whom it may write a code to."""
