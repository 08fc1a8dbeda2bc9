"""Every capability that a partner is registered with is there, and has the form of its protocol.

That the modules have the protocols' functions is for mypy: each is assigned to its protocol here.
"""

from collections.abc import Mapping
from typing import Final

import pytest

from jetbridge.flows import partner
from jetbridge.flows.partner import Connects, HiringSystem, Notifies
from jetbridge.model import registry
from jetbridge.model.registry import Capability, Partner
from jetbridge.partners.enboarder import connection as enboarder_connection
from jetbridge.partners.incode import notification as incode_notification
from jetbridge.partners.onboardbase import connection as onboardbase_connection
from jetbridge.partners.smartrecruiters import connection as smartrecruiters_connection
from jetbridge.partners.smartrecruiters import hiring_system as smartrecruiters_hiring_system
from jetbridge.partners.smartrecruiters import notification as smartrecruiters_notification
from jetbridge.partners.smartrecruiters import sample_hire as smartrecruiters_sample_hire
from jetbridge.web.policy_check import SampleHire

CONNECT: Final[Mapping[str, Connects]] = {
    "enboarder": enboarder_connection,
    "onboardbase": onboardbase_connection,
    "smartrecruiters": smartrecruiters_connection,
}
NOTIFY: Final[Mapping[str, Notifies]] = {
    "incode": incode_notification,
    "smartrecruiters": smartrecruiters_notification,
}
"""By partner."""
HIRING: Final[Mapping[str, HiringSystem]] = {"smartrecruiters": smartrecruiters_hiring_system}
SAMPLES: Final[Mapping[str, SampleHire]] = {"smartrecruiters": smartrecruiters_sample_hire}


def test_each_partner_is_loaded_by_its_name() -> None:
    """The registry says which they are."""
    # GIVEN the partners that the registry lists, WHEN each is asked for
    notify = {
        each.name: partner.notifies(each.name) for each in registry.every(Capability.NOTIFIES)
    }
    connect = {
        each.name: partner.connects(each.name) for each in registry.every(Capability.CONNECTS)
    }
    # THEN it is the module that mypy has looked at
    assert (notify, connect) == (NOTIFY, CONNECT)


def test_each_hiring_system_is_loaded_by_its_name() -> None:
    """And is told of a journey's success and failure in its own words."""
    # GIVEN the hiring systems that the registry lists, WHEN each is asked for
    every = registry.every(Capability.HIRING_SYSTEM)
    # THEN it is the module that mypy has looked at, and has its statuses
    assert {each.name: partner.hiring_system(each.name) for each in every} == HIRING
    assert {each.name: each.module(Capability.SAMPLE_HIRE) for each in every} == SAMPLES
    for told in (registry.reports(each.name) for each in every):
        assert told.succeeded in told.steps
        assert told.failed not in told.steps


def test_a_capability_that_a_partner_lacks_is_refused() -> None:
    """A message may name any partner."""
    # WHEN a partner is asked for what it cannot do, and one that there is not
    for name in ("onboarder", "nobody"):
        # THEN it is refused by name of what is missing
        with pytest.raises(LookupError, match=r"capability notification|no partner"):
            partner.notifies(name)


def test_a_second_hiring_system_is_not_taken_for_the_first() -> None:
    """Of what a journey tells, none would say which one it means."""
    # GIVEN another hiring system, which has all that one needs
    needed = {Capability.HIRING_SYSTEM, Capability.CANDIDATES, Capability.SAMPLE_HIRE}
    another = Partner("another", "Another", "tests.unit.partners", frozenset(needed))
    # WHEN a journey's hiring system is asked for
    with registry.registered(another), pytest.raises(LookupError, match="several"):
        # THEN nothing is guessed
        registry.hiring_system()
    # AND one without what an erasure looks for is no partner
    with pytest.raises(LookupError, match="without candidates, sample_hire"):
        Partner("another", "Another", "x", frozenset({Capability.HIRING_SYSTEM}))


def test_a_partner_that_is_no_hiring_system_is_told_nothing() -> None:
    """Not even in the words of another one."""
    # WHEN the statuses are asked for that it is told
    with pytest.raises(LookupError, match="told no onboarding status"):
        # THEN there are none
        registry.reports("incode")


def test_a_partner_of_ones_own_is_registered_for_a_while() -> None:
    """A name stands for one partner only."""
    # GIVEN a partner that is in another package
    own = Partner("ours", "Ours", "tests.unit.partners", frozenset())
    # WHEN it is registered
    with registry.registered(own):
        # THEN it is found, once, and not twice
        assert registry.partner("ours") == own
        assert own in registry.every()
        with pytest.raises(ValueError, match="is registered"), registry.registered(own):
            pass
        assert registry.partner("ours") == own
    # AND no longer
    assert own not in registry.every()
