"""The table's contract, on the fake and on two DynamoDB engines."""
