"""The webhooks of functions/manage."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.manage import events, webhooks
from jetbridge.model.problem_types import ProblemType
from jetbridge.web import shapes, webhook_bodies, webhook_lists, webhook_shapes
from jetbridge_local.openapi.operation import Answer, Body, Operation, Parameter

_ENDPOINT: Final[Mapping[str, Any]] = {
    "id": "default",
    "url": "https://hooks.customer.example/jetbridge",
    "events": ["journey.link_ready"],
    "status": "active",
    "pausedAt": None,
    "failingSince": None,
    "secrets": 1,
    "olderUntil": None,
    "createdAt": "2026-11-22T14:13:20Z",
    "updatedAt": "2026-11-22T14:13:20Z",
}
_DELIVERY: Final[Mapping[str, Any]] = {
    "eventId": "jny_S2gmEWBoao8S8H7-_1_0",
    "type": "journey.started",
    "journeyId": "jny_S2gmEWBoao8S8H7-",
    "status": "failed",
    "attempts": 10,
    "outcome": "http_503",
    "nextAttemptAt": None,
    "givenUpAt": "2026-11-25T20:13:20Z",
    "updatedAt": "2026-11-25T20:13:20Z",
}
_EVENT: Final[Mapping[str, Any]] = {
    "id": "jny_S2gmEWBoao8S8H7-_9_1",
    "type": "journey.completed",
    "timestamp": "2026-11-22T15:13:20Z",
    "data": {
        "schemaVersion": 1,
        "journeyId": "jny_S2gmEWBoao8S8H7-",
        "connectionId": "con_8sTq0Kq3Yw2dE1rV",
        "companyId": "acme",
        "candidateId": "can-1",
        "jobId": "job-1",
        "applicationId": "app-1",
        "status": "completed",
        "reason": "",
        "version": 9,
        "id": "jny_S2gmEWBoao8S8H7-_9_1",
        "tenant": "customer",
    },
}
_TAG: Final = {"ETag": "What a change of it names."}
_SEEN: Final = (
    Parameter(
        name="If-Match",
        where="header",
        description="The `ETag` of the endpoint that the caller saw. Needed.",
    ),
)
_STATUS: Final = Parameter(
    name="status",
    description="Which list: `failed` without it.",
    schema={"type": "string", "enum": [*webhook_lists.STATUSES]},
)
_CHANGED: Final[tuple[ProblemType, ...]] = (
    "not-found",
    "precondition-required",
    "precondition-failed",
)
_SHOWN: Final = Answer(
    description="The endpoint.",
    shape=webhook_shapes.WebhookEndpoint,
    headers=_TAG,
    example=_ENDPOINT,
)

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    events.list_events: Operation(
        tag="Webhooks",
        description=(
            "Each event of a journey, whether an endpoint was told or not, two minutes after it"
            " happened. `nextCursor` is null where there is no more yet: go on later, with the last"
            " item's id as `after`."
        ),
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[webhook_shapes.ToldEvent],
                example={"items": [_EVENT], "nextCursor": None},
            )
        },
    ),
    webhooks.list_webhooks: Operation(
        tag="Webhooks",
        description="A tenant has five at the most, the oldest first.",
        answers={
            200: Answer(
                description="The endpoints.",
                shape=webhook_shapes.WebhookEndpoints,
                example={"items": [_ENDPOINT], "nextCursor": None},
            )
        },
    ),
    webhooks.create_webhook: Operation(
        tag="Webhooks",
        description=(
            "Events count from then on. Send an `Idempotency-Key`: without one a repeat makes"
            " another endpoint. A repeat with it gets the endpoint once more, and its secret."
        ),
        body=Body(
            models=(webhook_bodies.EndpointBody,),
            examples={"some events": {"url": _ENDPOINT["url"], "events": _ENDPOINT["events"]}},
        ),
        answers={
            201: Answer(
                description=(
                    "The endpoint with its secret, which is in this answer and in those of repeats."
                ),
                shape=webhook_shapes.NewWebhookEndpoint,
                headers=_TAG,
                example={**_ENDPOINT, "secret": "whsec_made-up"},
            )
        },
        problems=(
            "too-many-endpoints",
            "changed-meanwhile",
            "secrets-unreadable",
        ),
    ),
    webhooks.show_webhook: Operation(
        tag="Webhooks",
        description="Whether it fails, and how many secrets sign.",
        answers={200: _SHOWN},
        problems=("not-found",),
    ),
    webhooks.change_webhook: Operation(
        tag="Webhooks",
        description=(
            "The secret stays. What is left out stays, too. What happens while `status` is `paused`"
            " is sent once it is `active`. What has waited for seven days is given up."
        ),
        body=Body(
            models=(webhook_bodies.EndpointChanges,),
            examples={"every event": {"events": []}, "for now nothing": {"status": "paused"}},
        ),
        parameters=_SEEN,
        answers={200: _SHOWN},
        problems=_CHANGED,
    ),
    webhooks.remove_webhook: Operation(
        tag="Webhooks",
        description="Nothing is sent from then on.",
        parameters=_SEEN,
        answers={204: Answer(description="It is removed.")},
        problems=_CHANGED,
    ),
    webhooks.try_webhook: Operation(
        tag="Webhooks",
        description=(
            "One attempt, which nothing repeats. It takes as long as the endpoint does. A tenant"
            " has ten a minute."
        ),
        answers={
            200: Answer(
                description="What came of it.",
                shape=webhook_shapes.TestedEndpoint,
                example={"taken": True, "outcome": "http_204"},
            )
        },
        problems=("not-found", "secrets-unreadable"),
    ),
    webhooks.rotate_webhook_secret: Operation(
        tag="Webhooks",
        description=(
            "While two secrets sign, each webhook has a signature of both. With"
            " `overlapInSeconds` 0 the earlier ones end at once."
        ),
        body=Body(
            models=(webhook_bodies.RotationBody,),
            examples={"a day": {}, "it was stolen": {"overlapInSeconds": 0}},
        ),
        answers={
            200: Answer(
                description="The new secret, which is shown this once.",
                shape=webhook_shapes.NewSecret,
                example={"secret": "whsec_made-up", "olderUntil": "2026-11-23T14:13:20Z"},
            )
        },
        problems=("not-found", "two-live-secrets", "secrets-unreadable", "changed-meanwhile"),
    ),
    webhooks.list_webhook_deliveries: Operation(
        tag="Webhooks",
        description=(
            "`status` is `failed` (given up: the default), `waiting` or `delivered`. Kept for 30"
            " days. What an event says is not shown."
        ),
        parameters=(_STATUS,),
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[webhook_shapes.WebhookDelivery],
                example={"items": [_DELIVERY], "nextCursor": None},
            )
        },
        problems=("not-found",),
    ),
    webhooks.replay_webhooks: Operation(
        tag="Webhooks",
        description=(
            "Those that are named, or the newest hundred that were given up; each is tried as often"
            " as a new one. A tenant has ten replays a minute."
        ),
        body=Body(
            models=(webhook_bodies.ReplayBody,),
            examples={"one": {"eventIds": [_DELIVERY["eventId"]]}, "all": {}},
        ),
        answers={
            200: Answer(
                description="What is sent again.",
                shape=webhook_shapes.ReplayedDeliveries,
                example={"items": [_DELIVERY["eventId"]], "more": False},
            )
        },
        problems=("not-found", "endpoint-inactive"),
    ),
}
