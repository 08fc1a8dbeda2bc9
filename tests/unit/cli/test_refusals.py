"""What stands in a command's way is a message for the operator, never a traceback."""

import pytest
from botocore.exceptions import ClientError

from jetbridge.vault.sealing import Reason, UnsealableError
from jetbridge.vault.secrets import (
    SecretDeniedError,
    SecretNotReadError,
    SecretUnavailableError,
)
from jetbridge_cli.failure import CommandError, DeniedError, NoAnswerError
from jetbridge_cli.refusals import told


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SecretUnavailableError("keyring", "must be a JSON object of strings"), CommandError),
        (SecretDeniedError("keyring", "cannot be read"), DeniedError),
        (SecretNotReadError("keyring", "cannot be read"), NoAnswerError),
        (UnsealableError(Reason.UNKNOWN_KEY), CommandError),
    ],
)
def test_a_keyring_that_is_of_no_use_is_told(error: Exception, kind: type[CommandError]) -> None:
    """Which command meets it first depends on what is sealed."""
    # GIVEN a command that meets it
    with pytest.raises(CommandError) as refused, told():
        raise error
    # THEN it ends with the reason, and with what to do where there is something
    assert type(refused.value) is kind
    assert refused.value.lines[0] == str(error)


@pytest.mark.parametrize("code", ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"])
def test_a_queue_that_is_gone_is_told_with_what_to_do(code: str) -> None:
    """To run the command again does not help, and a deployment does not make one either."""
    refusal = ClientError({"Error": {"Code": code, "Message": "m"}}, "GetQueueAttributes")
    with pytest.raises(CommandError) as refused, told():
        raise refusal
    assert "there is no such queue" in refused.value.lines[0]
    assert "detect-stack-drift" in refused.value.lines[1]
