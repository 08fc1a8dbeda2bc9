"""The decisions about journeys, of functions/manage."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from functions.manage import decisions
from jetbridge.web import journey_shapes, policy_shapes
from jetbridge.web.journey_decision_bodies import DecisionBody
from jetbridge_local.openapi.operation import Answer, Body, Operation

_SEEN: Final = Body(
    models=(DecisionBody,),
    examples={
        "the version that was seen": {"version": 7},
        "a step that was seen": {"step": "identity", "attempt": 1, "reason": "deadline_passed"},
    },
)
_DECIDED: Final = Operation(
    tag="Journeys",
    description="",
    body=_SEEN,
    answers={200: Answer(description="The journey.", shape=journey_shapes.Journey)},
    problems=("not-found", "overtaken", "not-possible", "policy-lost"),
)

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    decisions.list_decisions: Operation(
        tag="Journeys",
        description="Each decision with the question to ask a person, and its consequence.",
        answers={
            200: Answer(
                description="What may be decided.",
                shape=policy_shapes.PossibleDecisions,
                example={
                    "id": "jny_S2gmEWBoao8S8H7-",
                    "version": 7,
                    "items": [
                        {
                            "decision": "retry",
                            "question": "Retry jny_S2gmEWBoao8S8H7-?",
                            "consequence": "Enboarder is asked to launch the workflow.",
                        }
                    ],
                },
            )
        },
        problems=("not-found", "policy-lost"),
    ),
    decisions.approve_step: replace(
        _DECIDED,
        description="The body says what its caller saw: a decision never overtakes an event.",
    ),
    decisions.retry_step: replace(
        _DECIDED, description="A verification messages the person once more. The body as above."
    ),
    decisions.cancel_journey: replace(
        _DECIDED, description="The workflow of a completed journey, too. The body as above."
    ),
    decisions.issue_link: replace(
        _DECIDED, description="The earlier link stays good until it ends. The body as above."
    ),
    decisions.replace_link: replace(
        _DECIDED,
        description="Nothing that is proved by an earlier link counts. The body as above.",
    ),
}
