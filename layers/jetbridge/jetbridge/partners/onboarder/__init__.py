"""What Onboarder alone needs: the person's visit and verified data."""
