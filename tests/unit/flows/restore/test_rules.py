"""Every kind of change has a rule, and every rule says what can be done."""

import re

import pytest

from jetbridge.flows.restore.ends import ENDS
from jetbridge.flows.restore.rules import RULES, UNKNOWN, Response, rule
from jetbridge.model.audit import Action
from tests.support.commands import EVERY


def test_what_is_made_again_or_held_has_what_makes_it() -> None:
    """And nothing else has."""
    made = {
        action for action, each in RULES.items() if each.response in (Response.AGAIN, Response.HELD)
    }
    assert ENDS.keys() == made


@pytest.mark.parametrize("action", Action)
def test_an_operator_is_told_commands_that_there_are(action: Action) -> None:
    """At three in the morning."""
    # GIVEN what a rule tells to do
    told = RULES[action].do
    # THEN there is something where it is the operator's, and its commands exist
    assert bool(told) or RULES[action].response in (Response.AGAIN, Response.NOTHING)
    for command in re.findall(r"`jetbridge ([a-z -]+)", told):
        assert command.strip() in EVERY


def test_an_action_of_a_later_release_is_listed() -> None:
    """Its end cannot be made again by this one."""
    assert rule("later.action") is UNKNOWN
