"""Events that leave Jetbridge: the bus and outgoing webhooks."""
