"""Lambda's context of an invocation, with as much time left as a test wants."""

from dataclasses import dataclass


@dataclass
class AContext:
    """A context with `seconds` left. `asked`: the function wanted to know how many."""

    seconds: float = 30
    function_name: str = "jetbridge-token"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:token"
    aws_request_id: str = "invocation-1"
    asked: bool = False

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds that are left."""
        self.asked = True
        return int(self.seconds * 1_000)
