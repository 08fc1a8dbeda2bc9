"""A hiring system of the tests' own: it has the modules that one has in its folder."""
