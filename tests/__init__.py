"""Everything that is tested, by how much of it runs at once."""
