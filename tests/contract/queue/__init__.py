"""Queue and bus as SQS and EventBridge take them."""
