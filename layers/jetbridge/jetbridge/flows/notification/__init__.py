"""Notifications of partners, from arrival to effect."""
