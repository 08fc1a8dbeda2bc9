"""What the queue carries: messages that name a kind of work and what it is about, by ids."""

from collections.abc import Mapping
from enum import StrEnum

type Message = Mapping[str, object]
"""A JSON object with a `kind`; ids only, never a secret or personal data."""


class Kind(StrEnum):
    """The kinds of work."""

    NOTIFICATION = "notification"
    """Act on a stored notification of a partner: `partner`, `event_id`."""
    LAUNCH = "launch"
    """Start a requested onboarding at its partner: `onboarding_id`."""
    JOURNEY = "journey"
    """Move a journey as far as it goes: `journey_id`."""
    APPLICATION = "application"
    """Look whether an application is hired: `connection_id`, `candidate_id`, `job_id`."""
    TASK = "task"
    """Do a task of a connection or an onboarding: `task`, and `connection_id` or
    `onboarding_id`."""


def notification(partner: str, event_id: str) -> Message:
    """Return the message that has a stored notification acted on."""
    return {"kind": str(Kind.NOTIFICATION), "partner": partner, "event_id": event_id}


def launch(onboarding_id: str) -> Message:
    """Return the message that has a queued onboarding started at its partner."""
    return {"kind": str(Kind.LAUNCH), "onboarding_id": onboarding_id}


def journey(journey_id: str) -> Message:
    """Return the message that has a journey moved."""
    return {"kind": str(Kind.JOURNEY), "journey_id": journey_id}


def application(connection_id: str, candidate_id: str, job_id: str) -> Message:
    """Return the message that has an application looked at."""
    return {
        "kind": str(Kind.APPLICATION),
        "connection_id": connection_id,
        "candidate_id": candidate_id,
        "job_id": job_id,
    }


def connection_task(connection_id: str, task: str) -> Message:
    """Return the message that has a connection's task done."""
    return {"kind": str(Kind.TASK), "connection_id": connection_id, "task": task}


def onboarding_task(onboarding_id: str, task: str) -> Message:
    """Return the message that has an onboarding's task done."""
    return {"kind": str(Kind.TASK), "onboarding_id": onboarding_id, "task": task}
