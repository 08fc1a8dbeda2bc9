"""The ids port over the operating system's random source."""

import secrets


class RandomIds:
    """Draws from `secrets`, which asks the kernel each time.

    So two execution environments restored from one SnapStart snapshot draw different values.
    """

    def token(self) -> str:
        """Return 256 random bits. See `jetbridge.model.ports.Ids`."""
        return secrets.token_urlsafe(32)

    def handle(self) -> str:
        """Return 96 random bits. See `jetbridge.model.ports.Ids`."""
        return secrets.token_urlsafe(12)
