"""The journey: hired, verified, onboarded, told."""
