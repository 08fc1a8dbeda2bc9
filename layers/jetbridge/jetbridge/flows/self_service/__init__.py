"""What a tenant does for itself by the API: an operator's flows, for its own client."""
