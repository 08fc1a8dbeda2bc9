"""How journeys are shown and decided about."""
