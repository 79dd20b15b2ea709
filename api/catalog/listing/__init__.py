"""Lists of products: what is asked, how it is found, and how many there are."""
