"""How Enboarder says no."""


class Failure(Exception):  # noqa: N818 - Enboarder's word: the call failed
    """A message in the place of a success. `extra` is what stands beside it."""

    def __init__(self, message: str, **extra: object) -> None:
        """Fail with Enboarder's `message`."""
        super().__init__(message)
        self.message = message
        self.extra = extra


class Forbidden(Exception):  # noqa: N818 - the gateway's word
    """The gateway lets nobody through without a key or a token."""
