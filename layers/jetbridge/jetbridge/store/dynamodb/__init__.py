"""The table on DynamoDB: the only part of the store that knows boto3."""

from jetbridge.store.dynamodb.adapter import DynamoTable

__all__ = ["DynamoTable"]
