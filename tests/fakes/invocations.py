"""Lambda's context of an invocation, with as much time left as a test wants."""


class AContext:
    """A context with `seconds` left. `asked`: the function wanted to know how many."""

    def __init__(self, seconds: float = 30) -> None:
        """Leave so many seconds."""
        self._seconds = seconds
        self.function_name = "jetbridge-token"
        self.memory_limit_in_mb = 512
        self.invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:token"
        self.aws_request_id = "invocation-1"
        self.asked = False

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds that are left."""
        self.asked = True
        return int(self._seconds * 1_000)
