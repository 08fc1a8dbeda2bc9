"""What is forgotten of a partner is an error, and names what is missing: nothing is lost silently.

A function that a capability's module lacks is an error of mypy, in test_verify.py here and in
test_capabilities.py for the partners of the product.
"""

from dataclasses import replace
from typing import Any

import pytest

from jetbridge.flows.notification import inbox
from jetbridge.flows.people import capabilities
from jetbridge.model import mapping, registry
from jetbridge.model.calendar import Calendar
from jetbridge.model.journey import Entry, What
from jetbridge.model.notification import Notification
from jetbridge.model.partner import Capability, Partner, Requests
from jetbridge.model.policy import Delivery, Step, StepKind
from jetbridge.store import onboardings
from jetbridge.web import journey_words
from tests.sixth import env
from tests.sixth.registered import VOUCHWELL
from tests.unit.flows.people.erasing import erased, external, told_of


def without(*capabilities: Capability, name: str = "another", **facts: Any) -> Partner:  # noqa: ANN401 - facts of any type
    """Return a partner like the sixth, without some capabilities and with other facts."""
    held = VOUCHWELL.capabilities - {*capabilities}
    return replace(VOUCHWELL, name=name, capabilities=held, **facts)


def test_an_erasure_cannot_miss_a_partners_notifications() -> None:
    """A partner that notifies says whom it notifies of, or is none."""
    # WHEN a partner notifies and does not say of whom
    with pytest.raises(LookupError, match="another has notification without notified_persons"):
        # THEN it cannot be registered
        without(Capability.NOTIFIED_PERSONS)
    # AND a notification of a partner that sends none is not stored
    told, context = Notification("another", "evt-1", "x", "demo", "", 1), env.a_world().context()
    mute = without(Capability.NOTIFIES, Capability.NOTIFIED_PERSONS)
    with registry.registered(mute), pytest.raises(LookupError, match="no capability notified_p"):
        inbox.take(context, told)


def test_an_erasure_cannot_miss_whom_a_partner_onboards() -> None:
    """Their sessions would not be marked."""
    with pytest.raises(LookupError, match="another has onboarding without onboarded_persons"):
        without(Capability.ONBOARDED_PERSONS)
    with pytest.raises(LookupError, match="no partner 'another' is registered"):
        capabilities.onboarded_persons("another")


def test_an_erasure_stops_where_a_partner_does_not_say_whom_it_onboarded() -> None:
    """Otherwise what it notifies of the person later would be stored."""
    # GIVEN a person whom a partner has verified that lacks the capability by now
    world = env.a_world()
    requested = env.request(world).onboarding
    made = replace(requested, id="onb-canary", partner="another", version=0, key_digest="")
    world.table.write(*onboardings.create(made))
    former = without(
        Capability.ONBOARDS,
        Capability.ONBOARDED_PERSONS,
        Capability.CODE_FLOW,
        step=None,
        requests=None,
    )
    # WHEN they are to be erased
    with (
        registry.registered(former),
        pytest.raises(LookupError, match="another has no capability onboarded_persons"),
    ):
        erased(world, external("ext-canary"))
    # THEN nothing is
    assert told_of(world, "onb-canary", "ext-canary") == ["onb-canary", "ext-canary"]


def test_a_message_of_a_partner_that_sends_them_has_its_type() -> None:
    """Whether a partner sends messages is registered, or the partner is not."""
    # GIVEN a partner that sends text messages, and a step that has it send one
    sends = Requests(sends=frozenset({Delivery.SMS}), longest_link=24)
    step = Step("identity", StepKind.VERIFY, "another", {}, delivery=Delivery.SMS)
    # WHEN the step's request is made
    with registry.registered(replace(VOUCHWELL, name="another", requests=sends)):
        made = mapping.request(step, {}, {}, Calendar.at(0, ""))
    # THEN it has the type
    assert made["notification"] == {"type": "SMS"}
    # AND a partner that says nothing of it cannot be registered
    with pytest.raises(LookupError, match="another has onboarding without requests"):
        replace(VOUCHWELL, name="another", requests=None)


def test_a_policy_cannot_name_a_partner_whose_facts_are_missing() -> None:
    """`policy put` would fail, or refuse every deadline."""
    with pytest.raises(LookupError, match="another has onboarding without a step"):
        replace(VOUCHWELL, name="another", step=None)
    with pytest.raises(LookupError, match="another verifies without longest_link"):
        replace(VOUCHWELL, name="another", requests=Requests())


def test_a_story_names_the_partner() -> None:
    """By its title, which every entry has; one that is not registered any more by its name."""
    # GIVEN a line of the partner, and the same of one that is not registered
    ready = Entry(What.LINK_READY, 1, partner="vouchwell")
    # WHEN they are told
    told = [journey_words.sentence(each) for each in (ready, replace(ready, partner="another"))]
    # THEN neither is "the partner"
    assert [each.partition("'")[0] for each in told] == ["Vouchwell", "another"]
