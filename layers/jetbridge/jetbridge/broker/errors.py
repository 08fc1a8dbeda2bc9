"""Why the broker did not make a call. Nothing was sent: the same call may be made later."""

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.ports import NotSentError


class TokenUnavailableError(JetbridgeError):
    """The token endpoint could not be reached, failed, or another process is slow to ask it."""

    def __init__(self, partner: str, retry_after: int | None = None) -> None:
        """Name the partner, and the seconds after which it makes sense to try again."""
        super().__init__(f"the token endpoint of {partner} did not answer")
        self.partner = partner
        self.retry_after = retry_after


class CircuitOpenError(NotSentError):
    """The host failed several times in a row."""

    def __init__(self, host: str, retry_after: int) -> None:
        """`retry_after` is in seconds."""
        super().__init__(f"{host} is left alone for a while", "CircuitOpen")
        self.retry_after = retry_after


class ThrottledError(NotSentError):
    """The credential's calls are at the partner's limit."""

    def __init__(self, partner: str, retry_after: int) -> None:
        """`retry_after` is in seconds."""
        super().__init__(f"calls to {partner} are at its limit")
        self.retry_after = retry_after
