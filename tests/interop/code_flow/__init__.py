"""A foreign authorization server in the place of the partners with a code flow."""
