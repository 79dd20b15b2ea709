"""What an operator reckons to be kept of an amount or an order, with its tax and what is left."""
