"""The onboardings of functions/onboarding."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.onboarding import app
from jetbridge.model.onboarding import Status
from jetbridge.model.problem_types import ProblemType
from jetbridge.partners.enboarder import bodies as enboarder
from jetbridge.partners.incode import bodies as incode
from jetbridge.partners.onboarder import bodies as onboarder
from jetbridge.web import shapes
from jetbridge_local.openapi.components import FILTERED, status_of
from jetbridge_local.openapi.operation import Answer, Body, Operation

_INCODE: Final[Mapping[str, Any]] = {
    "partner": "incode",
    "integrationReference": "int_b2b_prod_001",
    "loginHint": "ana@example.com",
    "name": "Ana Ruiz",
    "notification": {"type": "URL"},
    "linkValidityInMinutes": 60,
    "externalCustomerId": "corr-1",
}
_LAUNCH: Final[Mapping[str, Any]] = {
    "employee": {"name": "Ana Ruiz", "email": "ana@example.com"},
    "managers": [{"name": "Mo Boss", "email": "mo@example.com"}],
    "startDate": "2026-12-01",
}
_REQUESTED: Final[Mapping[str, Any]] = {
    "id": "onb_8YU29YGd35ZsV29C",
    "partner": "incode",
    "status": "requested",
    "url": "https://workflow.example/444261f54777f665184c7635",
    "expiresAt": "2026-11-22T03:16:20Z",
    "externalCustomerId": "corr-1",
    "createdAt": "2026-11-22T02:16:20Z",
}
_SHOWN: Final[Mapping[str, Any]] = {
    "id": "onb_8YU29YGd35ZsV29C",
    "partner": "incode",
    "status": "requested",
    "expiresAt": "2026-11-22T03:16:20Z",
    "externalCustomerId": "corr-1",
    "createdAt": "2026-11-22T02:16:20Z",
    "updatedAt": "2026-11-22T02:16:20Z",
}
_LAUNCHED: Final[Mapping[str, Any]] = {
    **_SHOWN,
    "partner": "enboarder",
    "status": "launched",
    "expiresAt": None,
    "kind": "basic",
    "externalId": "jb_8YU29YGd35ZsV29C",
    "reference": "4711",
}
_OF_PARTNERS: Final[tuple[ProblemType, ...]] = (
    "partner-refused",
    "partner-credentials",
    "partner-did-nothing",
    "partner-unreachable",
    "unknown-outcome",
)
_OF_CHANGES: Final[tuple[ProblemType, ...]] = (
    *_OF_PARTNERS,
    "not-found",
    "not-connected",
    "not-launched",
    "not-supported",
    "request-in-progress",
)

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    app.request_onboarding: Operation(
        tag="Onboardings",
        description=(
            "`partner` decides which other fields there are. They are checked before any partner"
            " is called, and every broken rule is listed. Send an `Idempotency-Key`: without one a"
            " repeat is a new onboarding, and maybe a second message to the person."
        ),
        body=Body(
            models=(incode.Onboarding, onboarder.Onboarding, enboarder.Onboarding),
            examples={
                "Incode, the caller delivers the link": _INCODE,
                "Incode sends an SMS": {
                    **_INCODE,
                    "notification": {"type": "SMS", "phone": "+14155550100"},
                    "externalCustomerId": "corr-2",
                },
                "Onboarder": {"partner": "onboarder", "flowId": "flow_hiring"},
                "Enboarder": {
                    **_LAUNCH,
                    "partner": "enboarder",
                    "externalCustomerId": "hire-openapi",
                },
            },
        ),
        answers={
            201: Answer(
                description=(
                    "The onboarding, with the person's link. The link is a credential: it is in"
                    " this answer and in those of repeats, and nowhere else."
                ),
                shape=shapes.RequestedOnboarding,
                example=_REQUESTED,
            )
        },
        problems=(
            *_OF_PARTNERS,
            "not-connected",
            "already-requested",
            "not-sent-twice",
            "not-launched-twice",
        ),
    ),
    app.request_onboardings: Operation(
        tag="Onboardings",
        description=(
            "Launches at Enboarder, each an onboarding of its own that the queue launches. All of"
            " them are in order, or none is taken. Under an `Idempotency-Key` each item is"
            " recognised by its place."
        ),
        body=Body(
            models=(enboarder.BulkOnboardings,),
            examples={"one launch": {"items": [{**_LAUNCH, "externalCustomerId": "hire-bulk"}]}},
        ),
        answers={
            202: Answer(
                description="What became of each item, in their order.",
                shape=shapes.QueuedOnboardings,
                example={"items": [{**_LAUNCHED, "status": "queued", "reference": None}]},
            )
        },
        problems=("not-connected", "partner-credentials", "partner-unreachable"),
    ),
    app.request_workforce_onboarding: Operation(
        tag="Onboardings",
        description=(
            "The fields of Incode's Workforce API, translated by its migration table. Answers,"
            " errors and idempotency are those of `POST /v1/onboardings`, and keys are shared."
        ),
        body=Body(
            models=(incode.WorkforceOnboarding,),
            examples={
                "a link": {
                    "integrationId": "int_b2b_prod_001",
                    "loginHint": "ana@example.com",
                    "givenNames": "Ana",
                    "lastName": "Ruiz",
                    "correlationId": "corr-3",
                }
            },
        ),
        answers={
            201: Answer(
                description="The onboarding, with the person's link.",
                shape=shapes.RequestedOnboarding,
                example=_REQUESTED,
            )
        },
        problems=(*_OF_PARTNERS, "not-sent-twice"),
    ),
    app.list_onboardings: Operation(
        tag="Onboardings",
        description=f"A new onboarding appears after a moment. {FILTERED}",
        parameters=(status_of(Status),),
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[shapes.Onboarding],
                example={"items": [_SHOWN], "nextCursor": None},
            )
        },
    ),
    app.show_onboarding: Operation(
        tag="Onboardings",
        description="`person` is what is kept of a person whom Onboarder verified.",
        answers={
            200: Answer(
                description="The onboarding.",
                shape=shapes.ShownOnboarding,
                example={**_SHOWN, "person": None},
            )
        },
        problems=("not-found",),
    ),
    app.update_onboarding: Operation(
        tag="Onboardings",
        description="At least one field is given. The onboarding has to be `launched`.",
        body=Body(
            models=(enboarder.OnboardingUpdate,),
            examples={"a later start": {"startDate": "2026-12-15"}},
        ),
        answers={
            200: Answer(description="The onboarding.", shape=shapes.Onboarding, example=_LAUNCHED)
        },
        problems=_OF_CHANGES,
    ),
    app.cancel_onboarding: Operation(
        tag="Onboardings",
        description=(
            "Also one that still waits in the queue. A repeat is answered the same way. A workflow"
            " that Enboarder does not find counts as cancelled."
        ),
        body=Body(
            models=(enboarder.Cancellation,),
            examples={"with a reason": {"comments": "The offer was withdrawn."}},
            optional=True,
        ),
        answers={
            200: Answer(
                description="The onboarding, `cancelled`.",
                shape=shapes.Onboarding,
                example={**_LAUNCHED, "status": "cancelled"},
            )
        },
        problems=_OF_CHANGES,
    ),
}
