"""The HTTP port over real sockets."""
