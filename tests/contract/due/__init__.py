"""What a scheduled run costs, on a table that counts."""
