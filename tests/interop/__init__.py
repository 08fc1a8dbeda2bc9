"""Other people's OAuth clients against the running local stack."""
