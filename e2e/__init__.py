"""Journeys through the pages in a real browser, against the server as operators run it."""
