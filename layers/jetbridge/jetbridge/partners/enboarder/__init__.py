"""What Enboarder alone needs: connecting, launching and changing workflows."""
