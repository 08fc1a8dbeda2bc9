"""A tenant's API clients: which there are, what they may do, and their secrets."""
