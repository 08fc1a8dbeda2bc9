"""Keys, and what the table port's adapter says to DynamoDB."""
