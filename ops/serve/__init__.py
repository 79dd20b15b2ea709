"""Starting and stopping: the private PostgreSQL, the web workers, both together."""
