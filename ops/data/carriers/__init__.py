"""What carriers charge and where they have lockers, by country: data that shops begin with."""
