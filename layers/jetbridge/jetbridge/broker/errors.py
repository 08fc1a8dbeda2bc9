"""Why the broker did not make a call, beside `TokenRefused`, which the dialects raise.

    TokenUnavailable    no token was to be had for the moment
    NotSent             (a port's) connecting failed
    ├── CircuitOpen     the partner's host failed often; it is left alone for a while
    └── Throttled       the partner's limits leave no room within a bearable time

Nothing was sent in any of these cases: the same call may be made later.
"""

from jetbridge.model.ports import NotSent


class TokenUnavailable(Exception):  # noqa: N818 - reads as the outcome it names
    """The token endpoint could not be reached, failed, or is being asked by somebody slow."""

    def __init__(self, partner: str, retry_after: int | None = None) -> None:
        """Name the partner, and the seconds after which it makes sense to try again."""
        super().__init__(f"the token endpoint of {partner} did not answer")
        self.partner = partner
        self.retry_after = retry_after


class CircuitOpen(NotSent):
    """The host failed several times in a row."""

    def __init__(self, host: str, retry_after: int) -> None:
        """`retry_after` is in seconds."""
        super().__init__(f"{host} is left alone for a while", type(self).__name__)
        self.retry_after = retry_after


class Throttled(NotSent):
    """The credential's calls are at the partner's limit."""

    def __init__(self, partner: str, retry_after: int) -> None:
        """`retry_after` is in seconds."""
        super().__init__(f"calls to {partner} are at its limit")
        self.retry_after = retry_after
