"""The shapes of what the API shows of policies and of decisions about journeys.

mypy holds `web.policy_resources` and `web.journey_decision_resources` to them, and the API's
description is made of them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypedDict

from jetbridge.model.journey_events import Decision
from jetbridge.model.problem_types import BrokenRule
from jetbridge.web.json_schema import JsonSchema
from jetbridge.web.shapes import Moment

type Document = Annotated[Mapping[str, Any], JsonSchema(title="Policy document")]
"""A policy, by docs/schemas/policy.v1.json."""


class PolicyVersion(TypedDict):
    """A version of a policy, as an item of a list."""

    version: int
    createdAt: Moment


class WholePolicyVersion(PolicyVersion):
    """A version of a policy as it was written."""

    document: Document


class Policy(WholePolicyVersion):
    """The policy in force."""

    state: Literal["active", "paused"]
    changedAt: Moment | None
    """When it was last paused, resumed or removed."""
    changedBy: str | None
    """Who has paused it, while it is paused: `client:` and a client's id, `person:` and a subject,
    or `operator`."""
    warnings: list[BrokenRule]
    """What today's rules find in a document of an earlier release."""


class PolicyVerdict(TypedDict):
    """What is wrong with a document."""

    valid: bool
    errors: list[BrokenRule]


class PossibleDecision(TypedDict):
    """A decision that makes sense."""

    decision: Decision
    question: str
    """What to ask a person before it is taken."""
    consequence: str
    """What it leads to, in sentences for people."""


class PossibleDecisions(TypedDict):
    """What may be decided about a journey as it stands."""

    id: str
    version: int
    """What the decision answers."""
    items: list[PossibleDecision]
