"""What Jetbridge issues, a module an RFC."""
