"""A partner of the tests' own, which verifies persons and notifies of them by session."""
