"""The addresses that an account keeps for its orders and invoices."""
