"""Starting, stopping and refusing: the commands as an operator meets them."""
