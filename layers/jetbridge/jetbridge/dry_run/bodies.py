"""The body of `POST /v1/policies/dry-run`."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from jetbridge.model.dry_run import Verdict
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.record import replace
from jetbridge.partners.smartrecruiters import sample_hire
from jetbridge.partners.smartrecruiters.customer import READY
from jetbridge.web import policy_check
from jetbridge.web.fields import Text, Whole
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document, invalid
from jetbridge.web.request import Request


class HireBody(Body):
    """A hire, as SmartRecruiters shows its candidate and application."""

    candidate: dict[str, Any] = Field(repr=False)
    application: dict[str, Any] = Field(repr=False)
    onboarding_status: Text = READY


class DryRunBody(Body):
    """What is played: a document, or a version that is stored; without either, the one in force."""

    policy: dict[str, Any] | None = None
    version: Whole | None = None
    hire: HireBody = Field(
        default_factory=lambda: HireBody(
            candidate=dict(sample_hire.CANDIDATE), application=dict(sample_hire.APPLICATION)
        ),
        repr=False,
    )
    verdict: Verdict = Verdict.VERIFIED
    company_id: Text | None = None
    round: Annotated[int, Field(strict=True, ge=1, le=1_000)] = 1


def read(request: Request) -> DryRunBody:
    """Read what is to be played.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule, those
            of the document included.
    """
    return checked(document(request))


def checked(sent: Mapping[str, Any]) -> DryRunBody:
    """Return what was sent as what is to be played.

    Raises:
        ApiProblem: 422, as `read`.
    """
    body = validated(DryRunBody, sent)
    if body.policy is not None and body.version is not None:
        raise invalid(Violation("/version", "either", "Give a policy or a version, not both."))
    if body.policy is not None:
        _check(body.policy)
    return body


def _check(policy: Mapping[str, Any]) -> None:
    try:
        policy_check.check(policy)
    except ApiProblem as problem:
        faults = (replace(each, pointer=f"/policy{each.pointer}") for each in problem.errors)
        raise invalid(*faults) from None
