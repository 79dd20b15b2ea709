"""The database schema: numbered SQL migrations, their runner, the drift check, table mapping."""
