"""The types of problems that the API answers with (RFC 9457 §3.1.1), and what each answer holds."""

from typing import Final, Literal, NotRequired, TypedDict

type ProblemType = Literal[
    "already-requested",
    "changed-meanwhile",
    "credentials-refused",
    "endpoint-inactive",
    "idempotency-key-reused",
    "insufficient-scope",
    "internal-error",
    "invalid-callback",
    "invalid-cursor",
    "invalid-idempotency-key",
    "invalid-json",
    "invalid-notification",
    "invalid-request",
    "invalid-signature",
    "invalid-text",
    "invalid-token",
    "made-before",
    "missing-token",
    "not-connected",
    "not-found",
    "not-launched",
    "not-launched-twice",
    "last-client",
    "not-possible",
    "not-sent-twice",
    "not-supported",
    "overtaken",
    "partner-credentials",
    "partner-did-nothing",
    "partner-not-understood",
    "partner-refused",
    "partner-unreachable",
    "policy-lost",
    "precondition-failed",
    "precondition-required",
    "quota-used-up",
    "request-in-progress",
    "secrets-unreadable",
    "stale-delivery",
    "stored-unreadable",
    "temporarily-unavailable",
    "too-large",
    "too-many-clients",
    "too-many-endpoints",
    "too-many-links",
    "two-live-secrets",
    "unknown-outcome",
    "unknown-parameter",
    "unsupported-media-type",
    "wider-client",
]
"""Each is explained in `jetbridge.web.problem_texts`."""

PATH: Final = "/problems"
"""Where a deployment explains them."""


def url(base_url: str, slug: ProblemType) -> str:
    """Return a problem's `type`: where the deployment at `base_url` explains it."""
    return f"{base_url}{PATH}/{slug}"


class BrokenRule(TypedDict):
    """One broken rule."""

    pointer: str
    """A JSON pointer (RFC 6901) into the body, or the name of a query parameter."""
    rule: str
    """A short name of the rule: stable."""
    detail: str
    """A sentence for people."""


class Refusal(TypedDict):
    """A refusal (RFC 9457)."""

    type: str
    """The type of problem: a URL of this deployment, which explains it."""
    code: ProblemType
    """The last part of `type`: the same at every deployment, to branch on."""
    title: str
    status: int
    """The HTTP status."""
    detail: NotRequired[str]
    errors: NotRequired[list[BrokenRule]]
    requestId: str
    """To quote where you ask for help; also in `X-Request-Id`."""
