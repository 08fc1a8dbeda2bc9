"""The settings of this process."""

import os

from jetbridge.model.settings import Settings


def settings() -> Settings:
    """Return the settings, each read from the environment at the moment it is used."""
    return Settings(os.environ)
