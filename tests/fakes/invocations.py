"""Lambda's context of an invocation, with as much time left as a test wants."""

from typing import override

from aws_lambda_powertools.utilities.typing import LambdaContext


class AContext(LambdaContext):
    """A context with `seconds` left. `asked`: the function wanted to know how many."""

    def __init__(self, seconds: float = 30) -> None:
        """Leave so many seconds."""
        self._seconds = seconds
        self._function_name = "jetbridge-token"
        self._memory_limit_in_mb = 512
        self._invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:token"
        self._aws_request_id = "invocation-1"
        self.asked = False

    @override
    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override] # theirs lacks `self`
        self.asked = True
        return int(self._seconds * 1_000)
