"""The policy of a tenant: in force, its versions and what differs, and changes of it."""
