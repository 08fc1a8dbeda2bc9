"""People: what is held of one, and what was copied and erased."""
