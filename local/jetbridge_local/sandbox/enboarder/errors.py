"""How Enboarder says no."""


class ApiError(Exception):
    """A message in the place of a success. `extra` is what stands beside it."""

    def __init__(self, message: str, **extra: object) -> None:
        """Fail with Enboarder's `message`."""
        super().__init__(message)
        self.message = message
        self.extra = extra


class ForbiddenError(Exception):
    """The gateway rejects requests without a key or a token."""
