"""French dates: to be written."""
