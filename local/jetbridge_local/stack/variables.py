"""What `jetbridge env` exports of a local stack."""

from collections.abc import Mapping
from typing import Final

from jetbridge_cli.local_stack.running_stacks import RunningStack
from jetbridge_local.stack.resources import STACK_NAME
from jetbridge_local.stack.stack import LocalStack

_TO_VARIABLE: Final = str.maketrans("-", "_")


def registered(stack: LocalStack) -> RunningStack:
    """Return a stack that runs as `jetbridge env` is to find it."""
    return RunningStack(stack.ready.api_url, {**stack.environment, **_documented(stack)})


def _documented(stack: LocalStack) -> Mapping[str, str]:
    """Return the variables that the commands in the documents use.

    The demo client's secret is among them: it opens nothing but this stack, and ends with it.
    """
    ready, client = stack.ready, stack.ready.api_client
    return {
        "STACK": STACK_NAME,
        "API": ready.api_url,
        "TABLE": ready.table_name,
        "TENANT": ready.tenant,
        "CLIENT_ID": client.client_id,
        "CLIENT_SECRET": client.client_secret,
        "CONTROL": stack.control_url,
        "INBOX": stack.inbox_url,
        **{name.upper().translate(_TO_VARIABLE): url for name, url in ready.partners.items()},
    }
