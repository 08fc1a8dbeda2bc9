"""The ids port over the operating system's random source."""

import os
from base64 import urlsafe_b64encode


class RandomIds:
    """Asks the kernel each time, as `secrets` does, which imports more than a token needs.

    So two execution environments restored from one SnapStart snapshot draw different values.
    """

    def token(self) -> str:
        """Return 256 random bits. See `jetbridge.model.system.Ids`."""
        return _drawn(32)

    def handle(self) -> str:
        """Return 96 random bits. See `jetbridge.model.system.Ids`."""
        return _drawn(12)


def _drawn(length: int) -> str:
    return urlsafe_b64encode(os.urandom(length)).rstrip(b"=").decode()
