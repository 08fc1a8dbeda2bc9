"""What the API shows of a policy: every field is named here."""

from collections.abc import Iterable
from typing import Protocol

from jetbridge.model.errors import Violation
from jetbridge.model.problem_types import BrokenRule
from jetbridge.store.policies import Current, Listed, Numbered, State, Version
from jetbridge.web import policy_shapes as shapes
from jetbridge.web import who
from jetbridge.web.resources import moment
from jetbridge.web.response import Response, json_response


class Policy(Protocol):
    """What is shown of a tenant's policy."""

    @property
    def known(self) -> Current:
        """How it stands."""
        ...

    @property
    def version(self) -> Version:
        """The version in force."""
        ...

    @property
    def warnings(self) -> Iterable[Violation]:
        """What today's rules find in an older document."""
        ...

    @property
    def tag(self) -> str:
        """Its entity tag."""
        ...


def answer(shown: Policy) -> Response:
    """Answer with the policy in force, and the tag by which a change of it names it."""
    return json_response(200, policy(shown), headers={"ETag": shown.tag})


def policy(shown: Policy) -> shapes.Policy:
    """Show the policy in force, and who paused or resumed it last."""
    return {
        "version": shown.known.version,
        "state": "paused" if shown.known.state is State.PAUSED else "active",
        "createdAt": moment(shown.version.created_at),
        "changedAt": moment(shown.known.changed_at),
        "changedBy": who.of_actor(shown.known.changed_by) or None,
        "document": shown.version.document,
        "warnings": [*map(fault, shown.warnings)],
    }


def version(shown: Numbered) -> shapes.WholePolicyVersion:
    """Show a version whole."""
    listed = item(Listed(shown.number, shown.version.created_at))
    return {**listed, "document": shown.version.document}


def item(shown: Listed) -> shapes.PolicyVersion:
    """Show a version as an item of a list."""
    return {"version": shown.number, "createdAt": moment(shown.created_at)}


def verdict(faults: Iterable[Violation]) -> shapes.PolicyVerdict:
    """Show what is wrong with a document."""
    found = [*map(fault, faults)]
    return {"valid": not found, "errors": found}


def fault(shown: Violation) -> BrokenRule:
    """Show one fault."""
    return {"pointer": shown.pointer, "rule": shown.rule, "detail": shown.detail}
