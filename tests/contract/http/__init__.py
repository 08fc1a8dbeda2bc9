"""The HTTP port and the clients of AWS over real sockets."""
