"""What others are told: events on the bus, and the tenant's own endpoint."""
