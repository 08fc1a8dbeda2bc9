"""The routes of functions/manage about API clients."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.manage import clients
from jetbridge.web import client_resources as shown
from jetbridge.web import shapes
from jetbridge.web.client_bodies import ClientBody, ClientRotationBody
from jetbridge_local.openapi.operation import Answer, Body, Operation

_CLIENT: Final[Mapping[str, Any]] = {
    "id": "jb_ci_mdUk1Gl9dP4b0Qk1",
    "name": "hiring backend",
    "status": "active",
    "scopes": ["onboardings:read", "onboardings:write"],
    "secrets": [{"createdAt": "2026-11-22T02:17:01Z", "expiresAt": None}],
    "createdAt": "2026-11-22T02:17:01Z",
    "lastUsedAt": "2026-11-23T08:00:12Z",
}

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    clients.list_clients: Operation(
        tag="Clients",
        description="Revoked ones are shown for 90 days. Partners' clients are not among them.",
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[shown.ApiClient],
                example={"items": [_CLIENT], "nextCursor": None},
            )
        },
    ),
    clients.show_client: Operation(
        tag="Clients",
        description="Never a secret.",
        answers={200: Answer(description="The client.", shape=shown.ApiClient, example=_CLIENT)},
        problems=("not-found",),
    ),
    clients.create_client: Operation(
        tag="Clients",
        description=(
            "With scopes that the caller's access token has, and no others. A tenant may make"
            " clients up to fifty that are active. Send an `Idempotency-Key`: a repeat with it"
            " makes no second client, and gets another secret as long as the client was never used."
        ),
        body=Body(
            models=(ClientBody,),
            examples={"a client": {"name": "hiring backend", "scopes": ["clients:read"]}},
        ),
        answers={
            201: Answer(
                description="The client, with its secret.",
                shape=shown.CreatedClient,
                example={
                    "id": _CLIENT["id"],
                    "clientSecret": "jb_cs_made-up",
                    "scopes": ["clients:read"],
                },
            )
        },
        problems=("changed-meanwhile", "too-many-clients", "made-before"),
    ),
    clients.rotate_client_secret: Operation(
        tag="Clients",
        description="Two secrets are valid for a while, so that no request fails meanwhile.",
        body=Body(models=(ClientRotationBody,), examples={"an hour": {"overlapInSeconds": 3600}}),
        answers={
            200: Answer(
                description="The new secret.",
                shape=shown.RotatedClient,
                example={
                    "id": _CLIENT["id"],
                    "clientSecret": "jb_cs_made-up",
                    "olderUntil": "2026-11-23T09:00:12Z",
                },
            )
        },
        problems=("not-found", "wider-client", "two-live-secrets", "changed-meanwhile"),
    ),
    clients.revoke_client: Operation(
        tag="Clients",
        description="At once and for good, with its secrets and access tokens.",
        answers={204: Answer(description="It is revoked.")},
        problems=("not-found", "last-client", "changed-meanwhile"),
    ),
}
