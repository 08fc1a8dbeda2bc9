"""What Onboardbase alone needs: connecting a key and reading secrets."""
