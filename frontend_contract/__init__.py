"""The frozen contract: its document, records of exchanges, and a runner for any base URL."""
