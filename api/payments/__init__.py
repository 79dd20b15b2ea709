"""How a shop is paid."""
