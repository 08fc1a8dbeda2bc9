"""What a table that was restored from a backup must be told before it is used."""
