"""Set-up: what a new deployment, and a new tenant, still need."""
