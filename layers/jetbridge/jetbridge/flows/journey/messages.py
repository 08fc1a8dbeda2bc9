"""A message to a person is counted before it is sent, and not sent where the limit is met."""

from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model import message_limit
from jetbridge.model.journey import Journey
from jetbridge.model.message_limit import Full
from jetbridge.model.policy import Policy
from jetbridge.model.record import replace
from jetbridge.store import messages
from jetbridge.store.table import ConditionFailedError, Write, WriteConflictError

_TRIES: Final = 5
"""Times that a message is counted again because another one was counted meanwhile."""


def count(context: Context, policy: Policy, journey: Journey, name: str) -> Full | None:
    """Count a message; return until when it has to wait where the limit is met.

    A message is counted once, however often it is tried.

    Raises:
        WriteConflictError: others were counted all the while; nothing was counted.
    """
    for _ in range(_TRIES):
        counted = counting(context, policy, journey, name)
        if isinstance(counted, Full):
            return counted
        if not counted:
            return None
        try:
            context.table.write(*counted)
        except ConditionFailedError:
            continue
        return None
    raise WriteConflictError


def counting(
    context: Context, policy: Policy, journey: Journey, name: str
) -> tuple[Write, ...] | Full:
    """Return the write that counts a message, none where it is counted already."""
    now = context.clock.now()
    whose = journey.connection_id, journey.candidate_id
    counted = messages.load(context.table, *whose)
    after = message_limit.admit(counted.sent, name, now, policy.messages_per_day)
    if after is None or isinstance(after, Full):
        return after or ()
    return (messages.save(*whose, replace(counted, sent=after), now=now),)
