"""The bodies of the routes of persons' data, checked whole. The ids are in no address."""

from typing import Final

from jetbridge.model.erasure import Identifier, NameKind
from jetbridge.model.errors import Violation
from jetbridge.web.fields import Text
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document, invalid
from jetbridge.web.request import Request

_KINDS: Final = {
    "candidate_id": NameKind.CANDIDATE,
    "application_id": NameKind.APPLICATION,
    "external_customer_id": NameKind.EXTERNAL,
    "onboarding_id": NameKind.ONBOARDING,
}


class PersonBody(Body):
    """Names a person by one whole id."""

    candidate_id: Text | None = None
    """The hiring system's id of the candidate."""
    application_id: Text | None = None
    """The hiring system's id of an application of theirs."""
    external_customer_id: Text | None = None
    """The `externalCustomerId` of an onboarding of theirs."""
    onboarding_id: Text | None = None
    """The id of an onboarding of theirs."""
    company_id: Text | None = None
    """The company at the hiring system, where several of the tenant's have such an id."""


def named(request: Request) -> Identifier:
    """Read whom a request is about.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    body = validated(PersonBody, document(request))
    given = [(kind, str(value)) for name, kind in _KINDS.items() if (value := getattr(body, name))]
    if len(given) != 1:
        rule = "Give one of candidateId, applicationId, externalCustomerId and onboardingId."
        raise invalid(Violation("", "one_id", rule))
    ((kind, value),) = given
    return Identifier(kind, value, body.company_id or "")
