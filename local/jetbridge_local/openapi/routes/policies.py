"""The policies of functions/manage, and the dry run of functions/rehearse."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.manage import policies
from functions.rehearse import app as rehearse
from jetbridge.dry_run.bodies import DryRunBody
from jetbridge.dry_run.shapes import DryRun
from jetbridge.model.problem_types import ProblemType
from jetbridge.web import policy_shapes, shapes
from jetbridge.web.policy_document import PolicyDocument
from jetbridge_local.openapi.operation import Answer, Body, Operation, Parameter

_DOCUMENT: Final[Mapping[str, Any]] = {
    "schema": "jetbridge.policy/1",
    "steps": [
        {
            "name": "identity",
            "kind": "verify",
            "partner": "incode",
            "fields": {
                "integrationReference": "int_b2b_prod_001",
                "loginHint": {"path": "/candidate/email"},
            },
        }
    ],
}
_VERSION: Final = {"version": 2, "createdAt": "2026-11-22T14:13:20Z"}
_SHOWN: Final = Answer(
    description="The policy.",
    shape=policy_shapes.Policy,
    headers={"ETag": "What a change of it names."},
    example={
        **_VERSION,
        "state": "active",
        "changedAt": None,
        "changedBy": None,
        "document": _DOCUMENT,
        "warnings": [],
    },
)
_SEEN: Final = (
    Parameter(
        name="If-Match",
        where="header",
        description="The `ETag` of the policy that the caller saw. Needed where there was one.",
        example='"2"',
    ),
    Parameter(
        name="If-None-Match",
        where="header",
        description="`*`: the caller saw no policy.",
    ),
)
_CHANGED: Final[tuple[ProblemType, ...]] = ("precondition-required", "precondition-failed")
_BODY: Final = Body(models=(PolicyDocument,), examples={"a verification": _DOCUMENT})

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    policies.list_policies: Operation(
        tag="Policies",
        description=(
            "A version never changes. One that another has replaced is removed once nothing that is"
            " kept runs by it."
        ),
        answers={
            200: Answer(
                description="One page.",
                shape=shapes.Page[policy_shapes.PolicyVersion],
                example={"items": [_VERSION], "nextCursor": None},
            )
        },
    ),
    policies.show_policy: Operation(
        tag="Policies",
        description="What new journeys run by.",
        answers={200: _SHOWN},
        problems=("not-found",),
    ),
    policies.put_policy: Operation(
        tag="Policies",
        description=(
            "A new version, for the hires to come; running journeys keep theirs. The document that"
            " is in force already makes none."
        ),
        body=_BODY,
        parameters=_SEEN,
        answers={200: _SHOWN},
        problems=_CHANGED,
    ),
    policies.pause_policy: Operation(
        tag="Policies",
        description="Hires of the meantime are looked at again once it is resumed.",
        parameters=_SEEN[:1],
        answers={200: _SHOWN},
        problems=("not-found", *_CHANGED),
    ),
    policies.resume_policy: Operation(
        tag="Policies",
        description="Hires of the time of the pause begin their journeys within an hour.",
        parameters=_SEEN[:1],
        answers={200: _SHOWN},
        problems=("not-found", *_CHANGED),
    ),
    policies.remove_policy: Operation(
        tag="Policies",
        description="A hire leads to nothing from then on. Versions can be restored.",
        parameters=_SEEN[:1],
        answers={204: Answer(description="There is none in force.")},
        problems=("not-found", *_CHANGED),
    ),
    policies.show_policy_version: Operation(
        tag="Policies",
        description="Whether it is in force or not.",
        answers={
            200: Answer(
                description="The version.",
                shape=policy_shapes.WholePolicyVersion,
                example={**_VERSION, "document": _DOCUMENT},
            )
        },
        problems=("not-found",),
    ),
    policies.restore_policy: Operation(
        tag="Policies",
        description="A new version that says what an earlier one says, checked by today's rules.",
        parameters=_SEEN,
        answers={200: _SHOWN},
        problems=("not-found", "invalid-request", *_CHANGED),
    ),
    policies.validate_policy: Operation(
        tag="Policies",
        description="Every fault, with a pointer to it. Nothing is stored.",
        body=_BODY,
        answers={
            200: Answer(
                description="What is wrong.",
                shape=policy_shapes.PolicyVerdict,
                example={"valid": True, "errors": []},
            )
        },
    ),
    rehearse.rehearse_policy: Operation(
        tag="Policies",
        description=(
            "By the flows of a real hire, over partners that take whatever is sent. A tenant has"
            " ten a minute."
        ),
        body=Body(
            models=(DryRunBody,),
            examples={
                "a document": {"policy": _DOCUMENT, "verdict": "verified"},
                "what is in force": {},
            },
        ),
        answers={200: Answer(description="What would be sent and told.", shape=DryRun)},
        problems=("not-found",),
    ),
}
