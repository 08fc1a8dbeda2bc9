"""What Lambda says about an invocation."""

from typing import Protocol


class Invocation(Protocol):
    """Lambda's context object, as far as Jetbridge reads it.

    Source: AWS Lambda Developer Guide, "Using the Lambda context object to retrieve Python
    function information".
    """

    @property
    def function_name(self) -> str:
        """Name of the function."""
        ...

    @property
    def memory_limit_in_mb(self) -> int:
        """Memory of the function, in MB."""
        ...

    @property
    def invoked_function_arn(self) -> str:
        """ARN by which the function was invoked."""
        ...

    @property
    def aws_request_id(self) -> str:
        """Id of the invocation."""
        ...

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until Lambda ends the invocation."""
        ...
