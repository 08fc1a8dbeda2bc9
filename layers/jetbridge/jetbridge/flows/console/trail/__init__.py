"""The audit trail: who changed what, of a tenant and of the deployment."""
