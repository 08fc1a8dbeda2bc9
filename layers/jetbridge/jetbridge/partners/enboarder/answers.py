"""What Enboarder's answers mean. One field, `message`, carries success and failure alike.

Statuses of failures are not published, so an answer is a success only where status and message
both say so: a 200 with any other message is a failure. Source: the partner's pages "Launch a
Basic Workflow", "Update a Workflow", "Cancel a Workflow"; the rule itself is an assumption
(docs/partners/enboarder.md).
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.errors import Violation
from jetbridge.model.outcome import Done, Failed, Outcome, Refused, Unknown, not_taken
from jetbridge.model.ports import HttpResponse
from jetbridge.model.record import field, record, replace

_CUSTOM_FIELDS: Final = "/customFields"
_POINTERS: Final = (
    ("manager preferred channel", "/managers"),
    ("employee preferred channel is mobile", "/employee/mobile"),
    ("employee preferred channel is email", "/employee/email"),
    ("nhexternalid", "/employee/externalId"),
    ("nheml", "/employee/email"),
    ("nhmob", "/employee/mobile"),
    ("nhfnm", "/employee/firstName"),
    ("nhlnm", "/employee/lastName"),
    ("nhnm", "/employee/name"),
    ("chnl", "/employee/preferredChannel"),
    ("preferred channel", "/employee/preferredChannel"),
    ("nhstdt", "/startDate"),
    ("start date", "/startDate"),
    ("mgr", "/managers"),
    ("manager", "/managers"),
    ("custom", _CUSTOM_FIELDS),
)
"""Fragments of the partner's messages, in lower case, and the field that each speaks of."""

_MANAGERS: Final = ("mgrchnl", "mgreml", "mgrmob", "mgrnm")
_MAX_REFERENCE_LENGTH: Final = 256
"""Characters of the partner's id that are kept: beside its first ones it only has to be there."""
_MAX_MESSAGE: Final = 300


@record
class Launched:
    """A workflow runs. `reference` is the partner's id of it, `warning` its own words."""

    reference: str = ""
    warning: str = field(default="", repr=False)


NOT_FOUND: Final = "not_found"
"""Error of a change that is refused because Enboarder knows no such running workflow."""


def read_launch(response: HttpResponse) -> Outcome[Launched]:
    """Read the answer to a launch.

    A reference beside another message than "ok" means that a workflow was launched all the same:
    the message is a warning, such as that the start date has passed.
    """
    failed = _failure(response)
    if failed:
        return failed
    answer = _members(response)
    message, reference = _message(answer), answer.get("referenceid")
    named = reference[:_MAX_REFERENCE_LENGTH] if isinstance(reference, str) else ""
    if message.lower() == "ok":
        return Done(Launched(named))
    if named:
        return Done(Launched(named, warning=message))
    # A 2xx that says nothing may stand for a workflow that runs.
    return _refused(response, message) if message else Unknown(response.status)


def read_change(response: HttpResponse) -> Outcome[None]:
    """Read the answer to an update."""
    failed = _failure(response)
    if failed:
        return failed
    message = _message(_members(response))
    if "successfully" in message.lower():
        return Done(None)
    return _refused(response, message) if message else Unknown(response.status)


def read_cancellation(response: HttpResponse) -> Outcome[None]:
    """Read the answer to a cancellation, whose request names neither a person nor a start."""
    outcome = read_change(response)
    if isinstance(outcome, Refused) and outcome.violation.pointer != _CUSTOM_FIELDS:
        return replace(outcome, violation=replace(outcome.violation, pointer=""))
    return outcome


def _failure(response: HttpResponse) -> Refused | Failed | None:
    """Return what a status alone, or with its message, says; None for a 2xx."""
    if response.is_success:
        return None
    if 400 <= response.status < 500:  # noqa: PLR2004 - HTTP's own numbers
        return not_taken(response) or _refused(response, _message(_members(response)))
    return Unknown(response.status)


def _refused(response: HttpResponse, message: str) -> Refused:
    prose = message.lower()
    # "mgrchnl" holds "chnl", the employee's: the managers' own names are looked for first.
    if any(name in prose for name in _MANAGERS):
        pointer = "/managers"
    else:
        pointer = next((pointer for words, pointer in _POINTERS if words in prose), "")
    detail = message or "Enboarder refused the request."
    error = NOT_FOUND if "externalid" in prose and "not found" in prose else ""
    violation = Violation(pointer, "partner_refused", detail)
    return Refused(response.status, error, violation=violation)


def _members(response: HttpResponse) -> Mapping[str, object]:
    body = response.json()
    return body if isinstance(body, dict) else {}


def _message(answer: Mapping[str, object]) -> str:
    message = answer.get("message")
    return message.strip()[:_MAX_MESSAGE] if isinstance(message, str) else ""
