"""The partners, in memory: one double of each."""
