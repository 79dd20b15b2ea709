"""What people have laid aside to buy, kept on the server for those who sign in."""
