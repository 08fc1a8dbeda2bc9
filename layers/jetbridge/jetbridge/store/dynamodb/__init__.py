"""The table on DynamoDB."""

from jetbridge.store.dynamodb.adapter import DynamoTable

__all__ = ["DynamoTable"]
