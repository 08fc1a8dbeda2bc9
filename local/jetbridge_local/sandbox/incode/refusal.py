"""What Incode refuses with."""

from http import HTTPStatus


class ApiError(Exception):
    """A refusal with an HTTP `status` and Incode's `message`."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        """Refuse."""
        super().__init__(status)
        self.status = status
        self.message = message
