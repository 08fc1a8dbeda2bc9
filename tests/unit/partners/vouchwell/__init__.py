"""The sixth partner, which no shared code knows."""
