"""How journeys are shown, decided about, and erased."""
