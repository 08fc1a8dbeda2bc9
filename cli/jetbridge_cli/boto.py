"""The port of AWS calls over clients of boto3: for commands, which use AWS's profiles, too."""

import re
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError, Document

_CAPITAL: Final = re.compile(r"(?<!^)(?=[A-Z])")
_BAD_REQUEST: Final = 400


class BotoCalls:
    """An `AwsCalls` over a client of boto3."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - each service's client is a type of its own
        """Call what `client` is a client of."""
        self._client = client

    def call(self, operation: str, request: Document) -> Document:
        """Return the service's answer. See `jetbridge.model.aws_calls.AwsCalls`.

        The causes are left out: botocore's messages can quote what was sent.
        """
        method = getattr(self._client, _CAPITAL.sub("_", operation).lower())
        try:
            answer: Document = method(**request)
        except ClientError as error:
            raise _refused(error.response) from None
        except ParamValidationError:
            code = "ValidationException"  # as the service would say
            raise AwsRefusedError(code, _BAD_REQUEST, {}, repeated=False) from None
        except BotoCoreError as error:
            raise AwsNotAnsweredError(type(error).__name__) from None
        return answer


def _refused(response: Any) -> AwsRefusedError:  # noqa: ANN401 - botocore's type lacks what services add
    meta = response["ResponseMetadata"]
    message = {"message": response["Error"].get("Message", "")}
    return AwsRefusedError(
        response["Error"]["Code"],
        meta.get("HTTPStatusCode", 0),
        response | message,
        repeated=bool(meta.get("RetryAttempts")),
    )
