"""The broker in many processes at once, over a DynamoDB engine."""
