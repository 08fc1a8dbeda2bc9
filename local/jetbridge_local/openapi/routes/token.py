"""The routes of functions/token: OAuth, health, and the API described."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NotRequired, TypedDict

from functions.token import app
from jetbridge import __version__
from jetbridge.oauth.introspection import TokenFacts
from jetbridge.oauth.metadata import Metadata
from jetbridge.oauth.token import IssuedToken
from jetbridge.web.shapes import HealthCheck
from jetbridge_local.openapi.operation import FORM, Answer, Body, Operation, page

type _Way = Mapping[str, tuple[str, ...]]

_CLIENT: Final[tuple[_Way, ...]] = ({"client": ()}, {})
"""By HTTP Basic, or in the body."""


class TokenRequest(TypedDict):
    """The client credentials grant (RFC 6749 §4.4.2)."""

    grant_type: Literal["client_credentials"]
    scope: NotRequired[str]
    """Fewer than all of the client's, separated by single spaces."""
    client_id: NotRequired[str]
    """With `client_secret`, where the client does not authenticate by HTTP Basic."""
    client_secret: NotRequired[str]


class TokenOfClient(TypedDict):
    """A token, and the client that asks (RFC 7009 §2.1, RFC 7662 §2.1)."""

    token: str
    token_type_hint: NotRequired[str]
    """Ignored."""
    client_id: NotRequired[str]
    """With `client_secret`, where the client does not authenticate by HTTP Basic."""
    client_secret: NotRequired[str]


class Description(TypedDict):
    """An OpenAPI document."""

    openapi: str
    info: dict[str, Any]
    servers: list[dict[str, Any]]
    tags: list[dict[str, Any]]
    paths: dict[str, Any]
    components: dict[str, Any]


OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    app.issue_token: Operation(
        tag="OAuth",
        description=(
            "The client authenticates by HTTP Basic or in the body, not both. A scope that it does"
            " not have is refused, not left out. Unknown parameters are ignored."
        ),
        security=_CLIENT,
        body=Body(
            models=(TokenRequest,),
            media_type=FORM,
            examples={
                "every scope": {"grant_type": "client_credentials"},
                "one scope": {"grant_type": "client_credentials", "scope": "onboardings:read"},
            },
        ),
        answers={
            200: Answer(
                description="An access token.",
                shape=IssuedToken,
                example={
                    "access_token": "jb_at_…",
                    "token_type": "Bearer",
                    "expires_in": 3600,
                    "scope": "onboardings:read onboardings:write",
                },
            )
        },
    ),
    app.revoke_token: Operation(
        tag="OAuth",
        description=(
            "Ends an access token of the calling client. 200 also for a token that is"
            " unknown or has ended; another client's is `invalid_request`."
        ),
        security=_CLIENT,
        body=Body(
            models=(TokenOfClient,), media_type=FORM, examples={"a token": {"token": "jb_at_…"}}
        ),
        answers={200: Answer(description="The token stands for nothing any more. No body.")},
    ),
    app.introspect_token: Operation(
        tag="OAuth",
        description=(
            'Another client\'s token, and one that is none, is `{"active": false}`, as one that has'
            " ended is."
        ),
        security=_CLIENT,
        body=Body(
            models=(TokenOfClient,), media_type=FORM, examples={"a token": {"token": "jb_at_…"}}
        ),
        answers={
            200: Answer(
                description="What the token stands for.",
                shape=TokenFacts,
                example={"active": False},
            )
        },
    ),
    app.show_metadata: Operation(
        tag="OAuth",
        description="May be cached for five minutes. Unknown query parameters are ignored.",
        answers={200: Answer(description="The metadata.", shape=Metadata)},
    ),
    app.check_health: Operation(
        tag="Service",
        description="Touches no dependency: it says that requests arrive, and at which release.",
        answers={
            200: Answer(
                description="Requests arrive.",
                shape=HealthCheck,
                example={"status": "ok", "version": __version__},
            )
        },
    ),
    app.show_description: Operation(
        tag="Service",
        description=(
            "This document, with the deployment's own address. May be cached for five minutes;"
            " `If-None-Match` asks whether it has changed."
        ),
        answers={
            200: Answer(
                description="The description.",
                shape=Description,
                headers={"ETag": "Tells this document from another."},
            ),
            304: Answer(
                description="It has not changed.",
                headers={"ETag": "Tells this document from another."},
            ),
        },
    ),
    app.list_problems: Operation(
        tag="Service",
        description="What each type of problem means, for people.",
        answers={200: page("The types of problems.")},
    ),
    app.explain_problem: Operation(
        tag="Service",
        description="Where the `type` of a problem leads: what it means, and what to do.",
        answers={200: page("The type explained.")},
        refusals={404: "There is no such type of problem."},
    ),
}
