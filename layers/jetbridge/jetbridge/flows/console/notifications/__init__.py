"""What partners told us and nothing came of: why, and handling it again."""
