"""What the tests stand on: databases, the app over them, builders."""
