"""What several operations share: tags, header fields, parameters, sentences."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from jetbridge.model import registry
from jetbridge.web.resources import DEFAULT_LIMIT, MAX_LIMIT
from jetbridge_local.openapi.operation import Parameter

type Json = Any

URLS: Final = {"token": "/oauth/token"}

TAGS: Final[Mapping[str, str]] = {
    "OAuth": "Access tokens, by the client credentials grant.",
    "Onboardings": "One person's request at one partner.",
    "Journeys": "The chain of steps for one hire.",
    "Policies": "What follows from a hire.",
    "People": "What is held of a person: a copy of it, and its erasure.",
    "Clients": "The API clients of a tenant's own systems.",
    "Webhooks": "Where a tenant's own system is told of its journeys.",
    "Connections": "A tenant's accounts at partners.",
    "Service": "What the deployment says of itself.",
    "Partners": "What partners call.",
    "Browser": "Pages that people open: consent, connecting, verification, sign-in.",
}

HEADERS: Final[Mapping[str, Json]] = {
    "X-Request-Id": {
        "description": "Names the request in the logs. Absent where API Gateway answers itself.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "The quotas of the client and of its tenant, and their seconds.",
        "schema": {"type": "string"},
        "example": '"client";q=1200;w=60, "tenant";q=1800;w=60',
    },
    "RateLimit": {
        "description": "What is left of the quotas, and for how many seconds.",
        "schema": {"type": "string"},
        "example": '"client";r=1187;t=21, "tenant";r=1702;t=21',
    },
    "Retry-After": {
        "description": "Seconds after which the request may be repeated.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWW-Authenticate": {
        "description": "The way to authenticate, and what was wrong (RFC 6750 §3).",
        "schema": {"type": "string"},
        "example": 'Bearer realm="jetbridge", error="invalid_token"',
    },
}

_ID: Final = {"type": "string", "minLength": 1, "maxLength": 255}
QUERY: Final[Mapping[str, Parameter]] = {
    "limit": Parameter(
        name="limit",
        description="How many items a page has at most.",
        schema={"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        example=10,
    ),
    "cursor": Parameter(
        name="cursor",
        description=(
            "The `nextCursor` of the page before, with the filters of that page. Without it: the"
            " first page."
        ),
    ),
    "partner": Parameter(
        name="partner",
        description="Only those at this partner.",
        schema={"type": "string", "enum": sorted(each.name for each in registry.every())},
    ),
    "externalCustomerId": Parameter(
        name="externalCustomerId",
        description="Only those that were requested with this id, letter by letter.",
        schema=_ID,
        example="corr-1",
    ),
    "candidateId": Parameter(
        name="candidateId",
        description=(
            "Only those of this candidate of the hiring system, or of one who was merged into"
            " another one. A page looks at 100 of the tenant's connections at the most."
        ),
        schema=_ID,
        example="can-1",
    ),
    "applicationId": Parameter(
        name="applicationId",
        description="Only those of this application. Give `candidateId` with it: it is faster.",
        schema=_ID,
        example="app-1",
    ),
    "updatedAfter": Parameter(
        name="updatedAfter",
        description="Only those that were changed in this second (RFC 3339) or later.",
        schema={"type": "string", "format": "date-time"},
        example="2026-11-22T02:16:20Z",
    ),
    "allowLast": Parameter(
        name="allowLast",
        description="`true`: revoke it though it is the last client that may make clients.",
        schema={"type": "string", "enum": ["true", "false"], "default": "false"},
    ),
    "after": Parameter(
        name="after",
        description=(
            "The id of an event (`webhook-id` of a webhook), behind which the list begins; or a"
            " time (RFC 3339), from whose second on it is read. Without it: the oldest that is"
            " kept."
        ),
        schema=_ID,
        example="2026-11-22T02:16:20Z",
    ),
    "Idempotency-Key": Parameter(
        name="Idempotency-Key",
        where="header",
        description=(
            "Names the request within the tenant: a repeat under the same key is answered as the"
            " first, for 30 days at the least, or for as long as the endpoint that it made is"
            " there. Without one a repeat makes another."
        ),
        schema={"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        example="hire-1",
    ),
}
"""Parameters by name. A query parameter that a route names is described here, once."""
FILTERED: Final = (
    "With filters a page looks at 500 items at the most: it may hold few of those that are sought,"
    " or none, and is the last one only where `nextCursor` is null."
)
"""What the description of a list with filters says."""


def status_of(words: type[StrEnum]) -> Parameter:
    """Return the filter of a list by one of the words of its items' status."""
    return Parameter(
        name="status",
        description="Only those with this status.",
        schema={"type": "string", "enum": [*map(str, words)]},
    )


CODE: Final = Parameter(name="code", description="The authorization code.")


def out_of_reach(service: str = "The table") -> str:
    """Return what 503 means at a route that needs `service` and others."""
    return f"{service}, or another service that is needed, is out of reach."


def parameter(told: Parameter) -> Json:
    """Return a parameter as OpenAPI has it."""
    return {
        "name": told.name,
        "in": told.where,
        "required": told.required,
        "description": told.description,
        "schema": dict(told.schema),
        **({"example": told.example} if told.example is not None else {}),
    }
