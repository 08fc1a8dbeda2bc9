"""The bodies of decisions about a journey: each says what its caller saw (docs/decisions/0039)."""

from jetbridge.model.errors import Violation
from jetbridge.model.journey import Reason
from jetbridge.model.journey_events import AtStep, AtVersion, Decision, Question, Taken
from jetbridge.web.fields import Text, Whole
from jetbridge.web.json_body import Body, validated
from jetbridge.web.json_object import document, invalid
from jetbridge.web.request import Request


class DecisionBody(Body):
    """`POST /v1/journeys/{id}/approve`, `retry`, `cancel`, `new-link` and `replace-link`.

    Either the `version` of the journey that was seen, or the present step with its attempt and its
    reason, null where it has none.
    """

    version: Whole | None = None
    step: Text | None = None
    attempt: Whole | None = None
    reason: Reason | None = None


def read(request: Request, decision: Decision) -> Taken:
    """Read the body of a decision.

    Raises:
        ApiProblem: 415, 413 or 400 where it is no JSON object; 422 with every broken rule.
    """
    return Taken(decision, _seen(validated(DecisionBody, document(request))))


def _seen(body: DecisionBody) -> Question:
    of_step = body.model_fields_set & {"step", "attempt", "reason"}
    if body.version is not None and not of_step:
        return AtVersion(body.version)
    if body.version is None and body.step and body.attempt and "reason" in of_step:
        return AtStep(body.step, body.attempt, body.reason or Reason.NONE)
    sentence = "Give either version, or step, attempt and reason together: what you saw."
    raise invalid(Violation("/version", "seen", sentence))
