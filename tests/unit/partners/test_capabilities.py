"""Every capability that a partner is registered with is there, and has the form of its protocol.

That the modules have the protocols' functions is for mypy: each is assigned to its protocol here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows import partner
from jetbridge.flows.browser import capabilities as of_browsers
from jetbridge.flows.browser.capabilities import CodeFlow
from jetbridge.flows.connection import capabilities as of_connections
from jetbridge.flows.connection.capabilities import Connects, Lifecycle, OwnCredentials, Polled
from jetbridge.flows.partner import GivesVerdicts, HiringSystem, Launches, Notifies, Onboards
from jetbridge.flows.schedule import capabilities as worker
from jetbridge.flows.schedule.capabilities import Works
from jetbridge.model import registry, work
from jetbridge.model.partner import Capability, Partner
from jetbridge.model.policy import StepKind
from jetbridge.partners.enboarder import connection as enboarder_connection
from jetbridge.partners.enboarder import jobs as enboarder_jobs
from jetbridge.partners.enboarder import launching, workflows
from jetbridge.partners.enboarder import onboarding as enboarder_onboarding
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode import jobs as incode_jobs
from jetbridge.partners.incode import notification as incode_notification
from jetbridge.partners.incode import onboarding as incode_onboarding
from jetbridge.partners.incode import own_credentials as incode_own_credentials
from jetbridge.partners.incode import verdicts
from jetbridge.partners.onboardbase import connection as onboardbase_connection
from jetbridge.partners.onboardbase import own_credentials as onboardbase_own_credentials
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.onboarder import code_flow as onboarder_code_flow
from jetbridge.partners.onboarder import onboarding as onboarder_onboarding
from jetbridge.partners.onboarder import own_credentials as onboarder_own_credentials
from jetbridge.partners.smartrecruiters import connection as smartrecruiters_connection
from jetbridge.partners.smartrecruiters import hiring_system as smartrecruiters_hiring_system
from jetbridge.partners.smartrecruiters import jobs as smartrecruiters_jobs
from jetbridge.partners.smartrecruiters import lifecycle as smartrecruiters_lifecycle
from jetbridge.partners.smartrecruiters import notification as smartrecruiters_notification
from jetbridge.partners.smartrecruiters import own_credentials as smartrecruiters_own_credentials
from jetbridge.partners.smartrecruiters import poll as smartrecruiters_poll
from jetbridge.partners.smartrecruiters import sample_hire as smartrecruiters_sample_hire
from jetbridge.web.policy_check import SampleHire

CONNECT: Final[Mapping[str, Connects]] = {
    "enboarder": enboarder_connection,
    "onboardbase": onboardbase_connection,
    "smartrecruiters": smartrecruiters_connection,
}
LIFECYCLES: Final[Mapping[str, Lifecycle]] = {
    "smartrecruiters": smartrecruiters_lifecycle,
}
POLLED: Final[Mapping[str, Polled]] = {
    "smartrecruiters": smartrecruiters_poll,
}
WORKING: Final[Mapping[str, Works]] = {
    "enboarder": enboarder_jobs,
    "incode": incode_jobs,
    "smartrecruiters": smartrecruiters_jobs,
}
OWN_CREDENTIALS: Final[Mapping[str, OwnCredentials]] = {
    "incode": incode_own_credentials,
    "onboarder": onboarder_own_credentials,
    "onboardbase": onboardbase_own_credentials,
    "smartrecruiters": smartrecruiters_own_credentials,
}
NOTIFY: Final[Mapping[str, Notifies]] = {
    "incode": incode_notification,
    "smartrecruiters": smartrecruiters_notification,
}
"""By partner."""
HIRING: Final[Mapping[str, HiringSystem]] = {"smartrecruiters": smartrecruiters_hiring_system}
SAMPLES: Final[Mapping[str, SampleHire]] = {"smartrecruiters": smartrecruiters_sample_hire}
INCODE: Final[Onboards[incode.Order]] = incode_onboarding
ONBOARDER: Final[Onboards[onboarder.Order]] = onboarder_onboarding
ENBOARDER: Final[Onboards[workflows.Order]] = enboarder_onboarding
LAUNCH: Final[Mapping[str, Launches]] = {"enboarder": launching}
CODE_FLOWS: Final[Mapping[str, CodeFlow]] = {"onboarder": onboarder_code_flow}
GIVE_VERDICTS: Final[Mapping[str, GivesVerdicts]] = {"incode": verdicts}

LOADED: Final[Mapping[Capability, tuple[Callable[[str], object], Mapping[str, object]]]] = {
    Capability.CONNECTS: (of_connections.connects, CONNECT),
    Capability.NOTIFIES: (partner.notifies, NOTIFY),
    Capability.ONBOARDS: (
        partner.onboards,
        {"incode": INCODE, "onboarder": ONBOARDER, "enboarder": ENBOARDER},
    ),
    Capability.LAUNCHES: (partner.launches, LAUNCH),
    Capability.CODE_FLOW: (of_browsers.code_flow, CODE_FLOWS),
    Capability.GIVES_VERDICTS: (partner.gives_verdicts, GIVE_VERDICTS),
    Capability.LIFECYCLE: (of_connections.lifecycle, LIFECYCLES),
    Capability.POLLED: (of_connections.polled, POLLED),
    Capability.OWN_CREDENTIALS: (of_connections.own_credentials, OWN_CREDENTIALS),
}
"""By capability what loads it, and what it loads: modules that mypy has looked at."""


@pytest.mark.parametrize("capability", LOADED)
def test_each_partner_that_has_a_capability_is_loaded_by_its_name(capability: Capability) -> None:
    """The registry says which they are."""
    # GIVEN the partners that the registry lists, WHEN each is asked for
    load, modules = LOADED[capability]
    loaded = {each.name: load(each.name) for each in registry.every(capability)}
    # THEN it is the module that mypy has looked at
    assert loaded == modules


@pytest.mark.parametrize("each", registry.every(Capability.ONBOARDS), ids=lambda each: each.name)
def test_a_step_may_ask_each_partner_of_which_onboardings_are_requested(each: Partner) -> None:
    """What the step needs to know of it is registered beside the capability."""
    assert each.step
    assert each.name in registry.of_steps(each.step)
    # AND a partner that is asked to verify has links, which end
    assert bool(registry.requests(each.name).longest_link) == (each.step is StepKind.VERIFY)
    # AND a launch can be looked up and cancelled
    assert each.has(Capability.LAUNCHES) == (each.step is StepKind.LAUNCH)


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


@pytest.mark.parametrize("each", registry.every(), ids=lambda each: each.name)
def test_the_registry_lists_the_jobs_that_a_partner_has(each: Partner) -> None:
    """A job that is not listed would never be done."""
    # GIVEN a partner, THEN its jobs are those that the registry finds by their names
    module = WORKING.get(each.name)
    assert each.jobs == (module.JOBS.keys() if module else set())
    assert [worker.job(name) for name in each.jobs] == [
        module.JOBS[name] for name in each.jobs if module
    ]


def test_the_partners_that_are_asked_have_the_job_that_asks() -> None:
    """Its name follows from the partner's."""
    # GIVEN the partners that are asked for verdicts, THEN the question's message finds its job
    for each in registry.every(Capability.GIVES_VERDICTS):
        assert worker.job(str(work.check("onb_1", each.name)["task"]))


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
    another = replace(registry.hiring_system(), name="another", jobs=frozenset({"another"}))
    # WHEN a journey's hiring system is asked for
    with registry.registered(another), pytest.raises(LookupError, match="several"):
        # THEN nothing is guessed
        registry.hiring_system()


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


def test_what_no_partner_does_is_none() -> None:
    """A message may be of a newer release; a partner's connections need bring nothing along."""
    # THEN neither is found
    assert worker.job("unheard_of") is None
    assert of_connections.lifecycle("enboarder") is None
