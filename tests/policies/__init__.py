"""The rows of policies/ and the machinery of api/kit/authz.py, held to each other."""
