"""The journey over real HTTP: hired, verified, onboarded, told, and whatever may go wrong."""
