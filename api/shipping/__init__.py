"""What it costs to send a parcel, and to whom."""
