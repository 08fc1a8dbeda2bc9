"""The routes of functions/manage about what is held of persons."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.manage import people
from jetbridge.web import person_shapes, shapes
from jetbridge.web.person_bodies import PersonBody
from jetbridge_local.openapi.operation import Answer, Body, Operation

_REQUEST: Final[Mapping[str, Any]] = {
    "id": "per_9dK2wQb1Xr7TzU4c",
    "act": "erase",
    "status": "waiting",
    "askedBy": "client:jb_ci_mdUk1Gl9dP4b0Qk1",
    "askedAt": "2026-11-30T08:00:12Z",
    "endedAt": None,
    "failure": None,
    "erasure": None,
    "copy": None,
    "copyUntil": None,
    "notIncluded": [],
}
_COUNTS: Final[Mapping[str, Any]] = {
    "journeys": 1,
    "onboardings": 1,
    "notifications": 4,
    "applications": 1,
    "events": 0,
    "deliveries": 0,
}
_RECEIPT: Final[Mapping[str, Any]] = {
    "id": "001796025612-4cU7zTr1Xb9QwK2d",
    "tenant": "acme",
    "by": "client:jb_ci_mdUk1Gl9dP4b0Qk1",
    "madeAt": "2026-11-30T08:00:14Z",
    "counts": _COUNTS,
    "about": ["jny_oxa2nCW3qZjoZdGN", "onb_iJb9uHtXnATpQuZa"],
}
_ERASED: Final[Mapping[str, Any]] = {
    **_REQUEST,
    "status": "completed",
    "endedAt": "2026-11-30T08:00:14Z",
    "erasure": {
        "id": "001796025613-mdUk1Gl9dP4b0Qk1",
        "outcome": "completed",
        "forced": False,
        "beganAt": "2026-11-30T08:00:13Z",
        "endedAt": "2026-11-30T08:00:14Z",
        "counts": _COUNTS,
        "remains": [
            {
                "partner": "incode",
                "id": "onb_iJb9uHtXnATpQuZa",
                "status": "verified",
                "why": "",
            }
        ],
    },
}
_BODY: Final = Body(
    models=(PersonBody,),
    examples={
        "a candidate": {"candidateId": "5c21b7d0-ben"},
        "a candidate of one of several companies": {
            "candidateId": "5c21b7d0-ben",
            "companyId": "acme",
        },
        "whom an onboarding is for": {"onboardingId": "onb_iJb9uHtXnATpQuZa"},
    },
)
_WHOM: Final = (
    " The person is named by one whole id. Found are the tenant's journeys and onboardings of them,"
    " what partners told of them, and what waits. What a partner tells with the deployment's own"
    " credentials is no tenant's: of that, only what names an onboarding of the tenant is found."
    " It is made within seconds to minutes: look at the request. A second request for the person"
    " while the first is under way gets the first one. Ten a minute and tenant are taken."
)
_ASKED: Final = ("changed-meanwhile", "idempotency-key-reused", "quota-used-up")

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    people.erase_person: Operation(
        tag="People",
        description=(
            "It cannot be taken back. Journeys that run are cancelled first, and what has not ended"
            " after a quarter of an hour is erased all the same. No journey begins for the person"
            " any more, until the operator lifts the erasure. The partners keep what they have: a"
            " copy, made before, says by which ids they find the person." + _WHOM
        ),
        body=_BODY,
        answers={
            202: Answer(
                description="It is asked for.", shape=person_shapes.PersonRequest, example=_REQUEST
            )
        },
        problems=_ASKED,
    ),
    people.copy_person: Operation(
        tag="People",
        description=(
            "For a person who asks what is held of them. Links are left out, for who has one is"
            " taken for the person. The copy can be taken for an hour, by the client that has asked"
            " for it. One that is larger than 5 MB is not made here: the request has failed with"
            " `too_large`, and the operator makes it with `jetbridge people export`." + _WHOM
        ),
        body=_BODY,
        answers={
            202: Answer(
                description="It is asked for.",
                shape=person_shapes.PersonRequest,
                example={**_REQUEST, "act": "copy"},
            )
        },
        problems=_ASKED,
    ),
    people.list_person_requests: Operation(
        tag="People",
        description="Kept for 30 days. None says whom it was about.",
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[person_shapes.PersonRequest],
                example={"items": [_REQUEST], "nextCursor": None},
            )
        },
    ),
    people.show_person_request: Operation(
        tag="People",
        description="With the receipt, once it is over. `failure` says why it was not done.",
        answers={
            200: Answer(
                description="The request.", shape=person_shapes.PersonRequest, example=_ERASED
            )
        },
        problems=("not-found",),
    ),
    people.take_person_copy: Operation(
        tag="People",
        description="Personal data: it may be kept by no one in between.",
        answers={
            200: Answer(
                description="The copy.",
                shape=person_shapes.PersonCopy,
                headers={
                    "Cache-Control": "`no-store`.",
                    "Content-Disposition": "A name for the file.",
                },
                example={
                    "schema": "jetbridge.person/1",
                    "receipt": _RECEIPT,
                    "askPartners": [
                        {
                            "partner": "smartrecruiters",
                            "name": "candidate",
                            "value": "5c21b7d0-ben",
                        }
                    ],
                    "notIncluded": [],
                    "journeys": [{"id": "jny_oxa2nCW3qZjoZdGN", "candidate_id": "5c21b7d0-ben"}],
                    "onboardings": [],
                    "notifications": [],
                    "applications": [],
                    "events": [],
                    "deliveries": [],
                },
            )
        },
        problems=("not-found", "not-possible"),
    ),
}
