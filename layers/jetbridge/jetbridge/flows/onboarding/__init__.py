"""Onboarding requests, whichever partner carries them out."""
