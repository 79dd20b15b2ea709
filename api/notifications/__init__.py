"""What people are told inside the shop when something happened. It only hears events."""
