"""What partners tell us, from the webhook to its end."""
