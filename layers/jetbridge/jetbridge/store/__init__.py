"""DynamoDB: one table, its items, its conditional writes."""
