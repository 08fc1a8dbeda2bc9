"""The journeys of functions/onboarding."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.onboarding import app
from jetbridge.model.journey import Status
from jetbridge.web import journey_shapes, shapes
from jetbridge_local.openapi.components import FILTERED, status_of
from jetbridge_local.openapi.operation import Answer, Operation

_ITEM: Final[Mapping[str, Any]] = {
    "id": "jny_S2gmEWBoao8S8H7-",
    "version": 4,
    "status": "waiting",
    "reason": None,
    "companyId": "acme",
    "candidateId": "can-1",
    "jobId": "job-1",
    "applicationId": "app-1",
    "round": 1,
    "policyVersion": 1,
    "step": {"name": "identity", "partner": "incode", "status": "awaiting"},
    "awaits": {
        "who": "person",
        "what": "The person, who is to prove at Incode who they are.",
        "until": "2026-11-25T14:13:20Z",
    },
    "createdAt": "2026-11-22T14:13:20Z",
    "updatedAt": "2026-11-22T14:13:20Z",
    "erasedAt": None,
}
_STEP: Final[Mapping[str, Any]] = {
    "name": "identity",
    "kind": "verify",
    "partner": "incode",
    "status": "awaiting",
    "meaning": "The partner was asked; the person's turn.",
    "attempt": 1,
    "onboardingId": "onb_8YU29YGd35ZsV29C",
    "askedAt": "2026-11-22T14:13:20Z",
    "deadlineAt": "2026-11-25T14:13:20Z",
    "linkEndsAt": "2026-11-22T15:13:20Z",
    "reminders": 0,
    "reason": None,
    "fault": None,
    "calls": 2,
    "lastAnswer": {
        "partner": "incode",
        "operation": "POST request-new",
        "status": 200,
        "outcome": "answered",
    },
}

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    app.list_journeys: Operation(
        tag="Journeys",
        description=f"Ids and words only: no personal data, no links. {FILTERED}",
        parameters=(status_of(Status),),
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[journey_shapes.JourneyItem],
                example={"items": [_ITEM], "nextCursor": None},
            )
        },
    ),
    app.show_journey: Operation(
        tag="Journeys",
        description="Status, timeline, what is awaited, what is wrong and what to do.",
        answers={
            200: Answer(
                description="The journey.",
                shape=journey_shapes.Journey,
                example={
                    **_ITEM,
                    "meaning": "Waiting for the candidate, a partner or a timer.",
                    "problem": None,
                    "steps": [_STEP],
                    "undoing": None,
                    "undelivered": [],
                    "timeline": [
                        {
                            "at": "2026-11-22T14:13:20Z",
                            "what": "started",
                            "step": None,
                            "partner": None,
                            "by": None,
                            "sentence": "The application is hired: journey 1 of it begins, by"
                            " version 1 of the policy.",
                            "facts": {"round": "1", "policyVersion": "1"},
                        }
                    ],
                },
            )
        },
        problems=("not-found",),
    ),
}
