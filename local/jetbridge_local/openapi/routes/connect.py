"""The routes of functions/connect: connections, and the pages that make them."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NotRequired, TypedDict

from functions.connect import app
from jetbridge.model.connection import Status
from jetbridge.partners.enboarder import connection_bodies as enboarder
from jetbridge.web import shapes
from jetbridge_local.openapi.components import CODE, FILTERED, out_of_reach, status_of
from jetbridge_local.openapi.operation import (
    FORM,
    Answer,
    Body,
    Operation,
    Parameter,
    page,
    redirect,
)

_CONNECTION: Final[Mapping[str, Any]] = {
    "id": "con_3XpNAJVv__q4E7Kb",
    "partner": "smartrecruiters",
    "companyId": "acme",
    "integrationId": "457b677b-10b3-4381-94c6-2a732ef2531c",
    "region": None,
    "notifications": {"subscription": "active", "problem": None},
    "poll": {
        "completeUntil": "2026-11-22T02:18:01Z",
        "problem": None,
        "problemSince": None,
        "pageSize": 100,
    },
    "scopes": [],
    "expiresAt": None,
    "status": "active",
    "reason": "connected",
    "health": {
        "failures": 0,
        "failingSince": None,
        "lastError": None,
        "succeededAt": "2026-11-22T02:18:02Z",
        "lastStatus": 200,
        "calls": 1,
    },
    "retryAt": None,
    "createdAt": "2026-11-22T02:17:01Z",
    "updatedAt": "2026-11-22T02:18:02Z",
}
_STATE: Final = Parameter(
    name="state", description="What the visit began with; missing or foreign, it is refused."
)


class VisitForm(TypedDict):
    """The button of the page of a link."""

    onboarding: str
    """The link's token."""
    visit: NotRequired[str]
    """A random number of the page: a double click is one visit."""


class ConnectForm(TypedDict):
    """The button of the page that connects Onboardbase."""

    csrf_token: str
    link: NotRequired[str]
    """What the link carries by which the page was opened."""


OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    app.list_connections: Operation(
        tag="Connections",
        description=f"None shows a credential. {FILTERED}",
        parameters=(status_of(Status),),
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[shapes.Connection],
                example={"items": [_CONNECTION], "nextCursor": None},
            )
        },
    ),
    app.show_connection: Operation(
        tag="Connections",
        description="With the latest 50 changes of status or reason.",
        answers={
            200: Answer(
                description="The connection.",
                shape=shapes.ConnectionWithHistory,
                example={
                    **_CONNECTION,
                    "history": [
                        {
                            "at": "2026-11-22T02:17:01Z",
                            "status": "active",
                            "reason": "connected",
                            "by": "318baf20-c563-5e70-b4a4-a42880b3d6a7",
                        }
                    ],
                },
            )
        },
        problems=("not-found",),
    ),
    app.connect_enboarder_account: Operation(
        tag="Connections",
        description=(
            "The credentials are tried by a call that changes nothing, and stored only if Enboarder"
            " takes them. They are never shown again."
        ),
        body=Body(
            models=(enboarder.AccountByKey, enboarder.AccountByOAuth),
            examples={
                "an API key": {"region": "EU", "auth": "apiKey", "apiKey": "made-up-key"},
                "OAuth": {
                    "region": "EU",
                    "auth": "oauth",
                    "clientId": "made-up-id",
                    "clientSecret": "made-up-secret",
                },
            },
        ),
        answers={
            201: Answer(
                description="The connection.",
                shape=shapes.Connection,
                example={
                    **_CONNECTION,
                    "partner": "enboarder",
                    "companyId": None,
                    "integrationId": None,
                    "region": "EU",
                    "notifications": None,
                    "poll": None,
                },
            )
        },
        problems=(
            "credentials-refused",
            "changed-meanwhile",
            "partner-not-understood",
            "partner-unreachable",
        ),
    ),
    app.check_connection: Operation(
        tag="Connections",
        description=(
            "One authenticated call that changes nothing; what it proved is stored. 200, whatever"
            " that is."
        ),
        answers={
            200: Answer(
                description="What was found, and how the connection stands after it.",
                shape=shapes.CheckedConnection,
                example={"works": True, "error": None, "connection": _CONNECTION},
            )
        },
        problems=("not-found", "not-connected", "changed-meanwhile"),
    ),
    app.delete_connection: Operation(
        tag="Connections",
        description=(
            "Credentials and tokens are wiped, its clients and their tokens revoked, at once. The"
            " history stays. The partner is not asked. A repeat is answered the same way."
        ),
        answers={204: Answer(description="It has ended.")},
        problems=("not-found", "changed-meanwhile"),
    ),
    app.show_verification: Operation(
        tag="Browser",
        description=(
            "The link that an onboarding at Onboarder brought. Nothing changes by it: scanners and"
            " previews may open it."
        ),
        parameters=(Parameter(name="onboarding", description="The link's token."),),
        answers={
            200: page("A page that says who asks, and what will happen."),
            303: redirect("The person is verified already."),
        },
        refusals={
            400: "The link has ended, or is none of ours.",
            409: "The person is being checked at this moment.",
            410: "The link was taken back.",
            503: out_of_reach(),
        },
    ),
    app.begin_verification: Operation(
        tag="Browser",
        description="The button of the page. The latest device wins until the code is exchanged.",
        body=Body(
            models=(VisitForm,), media_type=FORM, examples={"a visit": {"onboarding": "made-up"}}
        ),
        answers={
            200: page("A page that says how it ended."),
            303: redirect("To Onboarder, or back."),
        },
        refusals={
            400: "The link has ended, is none of ours, or the form cannot be read.",
            403: "Another site's page sent the form.",
            409: "The person is being checked at this moment.",
            410: "The link was taken back.",
            502: "Onboarder cannot be asked: the operator's credentials are missing.",
            503: out_of_reach(),
        },
    ),
    app.finish_verification: Operation(
        tag="Browser",
        description="Where Onboarder sends the person back.",
        parameters=(_STATE, CODE),
        answers={
            200: page("A page that says how it ended."),
            303: redirect("To the caller's `returnUrl`."),
        },
        refusals={
            400: "The state is unknown, old or of another browser.",
            403: "Onboarder, or the person, refused.",
            409: "The person has begun on another device since, or is being checked.",
            410: "The link was taken back.",
            502: "Onboarder's answer cannot be used.",
            503: out_of_reach("Onboarder"),
        },
    ),
    app.show_onboardbase: Operation(
        tag="Browser",
        description="The administrator's way to connect the tenant's Onboardbase account.",
        parameters=(
            Parameter(name="link", description="Of `POST /v1/connect-links`, where there is one."),
        ),
        answers={
            200: page("What connecting means, with the button."),
            303: redirect("To the OpenID issuer: no one is signed in."),
        },
        refusals={
            403: "The account may not connect, or the link is another tenant's.",
            404: "There is no such link.",
            410: "The link was used, was revoked or has ended.",
            502: "The sign-in service's answer cannot be used.",
            503: out_of_reach(),
        },
    ),
    app.start_onboardbase: Operation(
        tag="Browser",
        description="The button of the page.",
        body=Body(
            models=(ConnectForm,), media_type=FORM, examples={"the form": {"csrf_token": "made-up"}}
        ),
        answers={303: redirect("To Onboardbase.")},
        refusals={
            400: "The form cannot be read.",
            403: "The sign-in has ended, or the form is of another browser or account.",
            410: "The link was used, was revoked or has ended.",
            502: "Onboardbase cannot be asked: the operator's credentials are missing.",
            503: out_of_reach(),
        },
    ),
    app.finish_onboardbase: Operation(
        tag="Browser",
        description="Where Onboardbase sends the administrator back.",
        parameters=(_STATE, CODE),
        answers={
            200: page("A page that says how it ended."),
            303: redirect("To the OpenID issuer: the session has ended; or to `returnUrl`."),
        },
        refusals={
            400: "The state is unknown, old or of another browser, or Onboardbase refused.",
            403: "Another account is signed in by now.",
            409: "The code is being exchanged, or the connection changed meanwhile.",
            410: "The link was used, was revoked or has ended meanwhile.",
            502: "Onboardbase's answer cannot be used.",
            503: out_of_reach("Onboardbase"),
        },
    ),
}
