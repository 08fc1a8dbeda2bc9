"""What Incode alone needs: onboarding requests, notifications, results."""
