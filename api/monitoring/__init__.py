"""Whether the server is well, in the words that the old front end and operators expect."""
