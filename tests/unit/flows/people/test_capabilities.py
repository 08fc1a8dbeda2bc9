"""What each partner knows of persons is there, and has the form of its protocol.

That the modules have the protocols' functions is for mypy: each is assigned to its protocol here.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.people import capabilities
from jetbridge.flows.people.capabilities import NotifiedPersons, OnboardedPersons
from jetbridge.model import registry
from jetbridge.model.partner import Capability, Partner
from jetbridge.partners.enboarder import onboarded_persons as enboarder_onboarded_persons
from jetbridge.partners.incode import notified_persons as incode_notified_persons
from jetbridge.partners.incode import onboarded_persons as incode_onboarded_persons
from jetbridge.partners.onboarder import onboarded_persons as onboarder_onboarded_persons
from jetbridge.partners.smartrecruiters import notified_persons as smartrecruiters_notified_persons

NOTIFIED_PERSONS: Final[Mapping[str, NotifiedPersons]] = {
    "incode": incode_notified_persons,
    "smartrecruiters": smartrecruiters_notified_persons,
}
"""By partner."""
ONBOARDED_PERSONS: Final[Mapping[str, OnboardedPersons]] = {
    "enboarder": enboarder_onboarded_persons,
    "incode": incode_onboarded_persons,
    "onboarder": onboarder_onboarded_persons,
}


def test_what_each_partner_knows_of_persons_is_loaded_by_its_name() -> None:
    """An erasure asks for it."""
    # GIVEN the partners that the registry lists
    notified = registry.every(Capability.NOTIFIED_PERSONS)
    onboarded = registry.every(Capability.ONBOARDED_PERSONS)
    # WHEN each is asked for
    loaded = (
        {each.name: capabilities.notified_persons(each.name) for each in notified},
        {each.name: capabilities.onboarded_persons(each.name) for each in onboarded},
    )
    # THEN they are the modules that mypy has looked at
    assert loaded == (NOTIFIED_PERSONS, ONBOARDED_PERSONS)


def test_a_hiring_system_says_by_what_it_finds_a_candidate() -> None:
    """Otherwise the operator would not be told what to have erased there."""
    # WHEN a hiring system is described that does not, THEN it is refused
    with pytest.raises(LookupError, match="ours has hiring_system without candidate_ids"):
        replace(registry.hiring_system(), name="ours", candidate_ids={})


def test_a_partner_that_notifies_says_whom_its_notifications_are_about() -> None:
    """Otherwise the erasure of a person would miss them."""
    # WHEN a partner is described that notifies, and says nothing of persons, THEN it is refused
    with pytest.raises(LookupError, match="ours has notification without notified_persons"):
        Partner("ours", "Ours", "tests.unit.partners", frozenset({Capability.NOTIFIES}))
