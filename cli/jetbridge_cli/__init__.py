"""The operator's tool: the command `jetbridge`."""
