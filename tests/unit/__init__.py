"""One module at a time, its ports faked."""
