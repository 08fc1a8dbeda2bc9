"""The commands that need the checkout: `jetbridge` finds them by their entry points."""
