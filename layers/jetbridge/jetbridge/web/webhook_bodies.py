"""The bodies of the routes of webhooks, checked whole: the address by the rules of endpoints."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.events import JOURNEY_TYPES
from jetbridge.web.fields import Text, Url
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document, invalid
from jetbridge.web.request import Request

MAX_OVERLAP = 7 * 86_400
"""Seconds that an earlier secret may go on signing."""

type Events = Annotated[tuple[Text, ...], Field(max_length=50)]
type EventIds = Annotated[tuple[Text, ...], Field(min_length=1, max_length=100)]


class EndpointBody(Body):
    """`POST /v1/webhooks`. `events` are the types that are sent, none of them: every one."""

    url: Url
    events: Events = ()


class EndpointChanges(Body):
    """`PATCH /v1/webhooks/{id}`: what is left out stays."""

    url: Url | None = None
    events: Events | None = None
    status: Literal["active", "paused"] | None = None

    @property
    def is_paused(self) -> bool | None:
        """Whether nothing is to be sent for now; None: as it is."""
        return None if self.status is None else self.status == "paused"


class RotationBody(Body):
    """`POST /v1/webhooks/{id}/rotate`. With 0 the present secret ends at once."""

    overlap_in_seconds: Annotated[int, Field(strict=True, ge=0, le=MAX_OVERLAP)] = 86_400


class ReplayBody(Body):
    """`POST /v1/webhooks/{id}/replay`. Without `eventIds` the newest that were given up."""

    event_ids: EventIds | None = None

    def refused(self, missing: Sequence[str]) -> ApiProblem:
        """Return the refusal of events that were not given up."""
        rule = "Was not given up, or is gone."
        named = enumerate(self.event_ids or ())
        return invalid(
            *(Violation(f"/eventIds/{n}", "given_up", rule) for n, each in named if each in missing)
        )


def endpoint(request: Request) -> EndpointBody:
    """Read a new endpoint.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    return an_endpoint(document(request))


def an_endpoint(sent: Mapping[str, Any]) -> EndpointBody:
    """Return what was sent as a new endpoint.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    body = validated(EndpointBody, sent)
    _check(body.events)
    return body


def changes(request: Request) -> EndpointChanges:
    """Read what is to be changed of an endpoint.

    Raises:
        ApiProblem: as `endpoint` does.
    """
    return some_changes(document(request))


def some_changes(sent: Mapping[str, Any]) -> EndpointChanges:
    """Return what was sent as changes of an endpoint.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    body = validated(EndpointChanges, sent)
    _check(body.events or ())
    return body


def rotation(request: Request) -> RotationBody:
    """Read how long the present secret goes on signing.

    Raises:
        ApiProblem: as `endpoint` does.
    """
    return validated(RotationBody, document(request))


def replay(request: Request) -> ReplayBody:
    """Read what is to be sent again.

    Raises:
        ApiProblem: as `endpoint` does.
    """
    return validated(ReplayBody, document(request))


def _check(events: Sequence[str]) -> None:
    if faults := tuple(_faults(events)):
        raise invalid(*faults)


def _faults(events: Sequence[str]) -> Iterator[Violation]:
    known = ", ".join(sorted(JOURNEY_TYPES))
    for number, each in enumerate(events):
        if each not in JOURNEY_TYPES:
            yield Violation(f"/events/{number}", "event_type", f"Must be one of {known}.")
