"""What is for sale: products, their categories, pictures and variants."""
