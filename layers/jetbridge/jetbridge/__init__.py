"""The context between a hiring system and the partners that bring a new person on board."""
