"""The console over ports in memory."""
