"""What the commands know of a local stack: its account, its clock, and which ones run."""
