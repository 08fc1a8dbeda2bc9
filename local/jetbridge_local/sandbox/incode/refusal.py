"""What Incode refuses with."""

from http import HTTPStatus


class Refusal(Exception):  # noqa: N818 - the API refuses, it does not err
    """A refusal with an HTTP `status` and Incode's `message`."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        """Refuse."""
        super().__init__(status)
        self.status = status
        self.message = message
