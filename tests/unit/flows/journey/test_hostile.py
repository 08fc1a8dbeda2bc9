"""What an attacker, or a partner with bad data, comes to."""

from dataclasses import replace

import pytest

from jetbridge.flows.event import outbox
from jetbridge.flows.onboarding import onboard
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Reason, Status
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.store import onboardings
from jetbridge.web import bodies
from jetbridge.web.request import Request
from tests.fakes import answer
from tests.support.journeys.env import CALLER, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, Document, by_onboarder, policy, verify

TAKEN = {
    "none": None,
    "spaces": "   ",
    "a number": 5,
    "a flag": True,
    "a fraction": 1.5,
    "an object": {"first": "Ana"},
    "a list": ["Ana"],
    "html": "<script>alert(1)</script>",
    "a formula": "=HYPERLINK(1)",
    "turned around": "\u202eanA",
}
"""Values of a first name with which a hire goes on: what is no text is left out."""
REFUSED = {
    "two headers": "Ana\r\nBcc: eve@example.com",
    "a zero": "Ana\0",
    "half a character": "Ana\ud800",
    "ten thousand": "a" * 10_000,
    "half a megabyte": "a" * 500_000,
}
"""Those with which an operator has to look."""


def hired(simulation: Simulation) -> Simulation:
    """Hire a person, and do what follows at once."""
    simulation.hire()
    simulation.work_off()
    return simulation


@pytest.mark.parametrize("value", TAKEN.values(), ids=TAKEN)
@pytest.mark.parametrize("document", [policy(verify()), policy(LAUNCH)], ids=["verify", "launch"])
def test_what_is_no_text_is_left_out(document: Document, value: object) -> None:
    """And a text is passed on as JSON, whatever it would mean elsewhere."""
    # GIVEN a candidate with something else in the place of a name
    simulation = a_simulation(document)
    simulation.partners.smartrecruiters.candidate["firstName"] = value
    # WHEN they are hired
    hired(simulation)
    # THEN the partner is asked
    assert simulation.status() in (Status.WAITING, Status.COMPLETED)


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("document", [policy(verify()), policy(LAUNCH)], ids=["verify", "launch"])
def test_what_no_partner_is_to_see_waits_for_an_operator(document: Document, value: str) -> None:
    """The fault names the field and the rule, and nothing of the value is kept."""
    # GIVEN a candidate with a name that would do harm
    simulation = a_simulation(document)
    simulation.partners.smartrecruiters.candidate["firstName"] = value
    # WHEN they are hired
    hired(simulation)
    # THEN nothing was asked, and an operator sees why
    assert (simulation.status(), simulation.reason()) == (Status.NEEDS_ATTENTION, Reason.REFUSED)
    pointer, _, rule = simulation.step(0).fault.partition(" ")
    assert pointer.endswith("name")
    assert rule in ("no_control_characters", "string_unicode", "string_too_long")
    assert not simulation.partners.incode.sessions
    assert not simulation.partners.enboarder.workflows


@pytest.mark.parametrize("named", ["x" * 500_000, "app-\ud800", "../users", 7.5])
def test_an_application_id_that_cannot_be_stored_holds_up_no_hire(named: object) -> None:
    """It is not what the application is asked for by."""
    # GIVEN a hire of which SmartRecruiters says something strange
    simulation = a_simulation(policy(REPORT))
    partner = simulation.partners.smartrecruiters
    usual = partner.send

    def strange(request: HttpRequest) -> HttpResponse:
        given = usual(request)
        document = given.json()
        if isinstance(document, dict) and "applicationId" in document:
            return answer({**document, "applicationId": named})
        return given

    partner.send = strange  # type: ignore[method-assign]  # this partner's own way to answer
    # WHEN the application is looked at
    hired(simulation)
    # THEN it has its journey
    assert simulation.status() is Status.COMPLETED
    assert simulation.journey.application_id == "app-1"


def test_no_client_can_be_verified_in_the_place_of_a_hire() -> None:
    """A client that may onboard people may not say that another person is who they are.

    A client learns from events what a journey is called, and from the policy what it will ask.
    """
    # GIVEN a hire who will have to verify at Onboarder, too
    simulation = hired(a_simulation(policy(verify(), by_onboarder(name="second"), LAUNCH)))
    key = simulation.journey.request_key("second", 1)
    # WHEN a client asks for that beforehand, by the names that a request may have
    order = bodies.order({"partner": "onboarder", "flowId": "flow-1"})
    for guess in (key.replace(" ", "."), key.replace(" ", ""), key.replace(" ", "%20")):
        onboard.request(
            simulation.process(), CALLER, order, idempotency_key=guess, base_url="https://x"
        )
    for theirs in onboardings.of_tenant(simulation.world.table, "demo", limit=9, after=None)[0]:
        if not theirs.journey_id:
            verified = replace(theirs, status=OnboardingStatus.VERIFIED)
            outbox.commit(simulation.process(), *onboardings.save(verified))
    # AND the first verification is over
    simulation.succeed()
    simulation.work_off()
    # THEN the hire is asked all the same, and no other counts
    assert simulation.status() is Status.WAITING
    assert simulation.onboarding.journey_id == simulation.journey.id
    # AND the name itself is none that a client can give
    with pytest.raises(ApiProblem, match="not valid"):
        bodies.idempotency_key(Request("POST", "/", {"idempotency-key": key}))


def test_a_fault_that_is_everywhere_is_told_in_a_few_words() -> None:
    """It stands in the journey, in its timeline and in its events."""
    # GIVEN a policy that fills a hundred fields with one that is too long
    fields = {f"{number:03d}{'x' * 240}": {"path": "/candidate/about"} for number in range(100)}
    simulation = a_simulation(
        policy({**LAUNCH, "fields": {**LAUNCH["fields"], "customFields": fields}})
    )
    simulation.partners.smartrecruiters.candidate["about"] = "a" * 3_000
    # WHEN a person is hired
    hired(simulation)
    # THEN an operator sees what is wrong, and not all of it
    assert simulation.reason() is Reason.REFUSED
    assert simulation.step(0).fault.count("string_too_long") == 10
