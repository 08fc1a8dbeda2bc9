"""Whatever flow makes an outbound call, its line in the log says what the call was made for."""

import logging
from collections.abc import Mapping
from typing import Any

import pytest

from jetbridge.flows.connection import health
from jetbridge.flows.onboarding import onboard
from jetbridge.model import outbound
from jetbridge.model.ports import NoAnswerError, NotSentError
from jetbridge.model.settings import Settings
from jetbridge.web.openid import ProviderUnavailableError
from jetbridge.web.provider import IdentityProvider
from tests.fakes import FakeHttp, answer
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.partners.enboarder import Enboarder
from tests.support import incode, smartrecruiters
from tests.support.enboarder import CALLER, OK, ORDER, a_world, connect
from tests.support.journeys.env import a_simulation
from tests.support.journeys.policies import policy
from tests.unit.flows.event.webhooks.tenant import (
    a_receiver,
    a_tenant,
    happens,
    pass_time,
    work_off,
)

type Line = Mapping[str, Any]


@pytest.fixture(autouse=True)
def _every_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def lines(caplog: pytest.LogCaptureFixture) -> list[Line]:
    """Return the lines of outbound calls, in order, and forget them."""
    found: list[Line] = [
        {**each.__dict__} for each in caplog.records if each.message == "partner called"
    ]
    caplog.clear()
    return found


def test_an_onboarding_of_the_api_is_named(caplog: pytest.LogCaptureFixture) -> None:
    """The call that makes it, and each change of it."""
    # GIVEN an API client that asks Incode
    world = incode.a_world(answer({"url": incode.LINK}))
    made = incode.request(world.context()).onboarding
    # THEN the call is the onboarding's
    assert lines(caplog)[-1]["onboarding"] == made.id
    # AND so is a launch at Enboarder, which is made over a connection besides
    world = a_world(OK)
    connection = connect(world.context())
    caplog.clear()
    launched = onboard.request(world.context(), CALLER, ORDER, idempotency_key="k").onboarding
    told = lines(caplog)[-1]
    assert (told["onboarding"], told["connection"]) == (launched.id, connection.id)
    assert (told["partner"], told["attempt"]) == ("enboarder", 1)


def test_the_calls_of_a_journey_are_its_own(caplog: pytest.LogCaptureFixture) -> None:
    """In the worker, from the reading of the candidate on: token requests as well."""
    # GIVEN a company with a policy
    simulation = a_simulation(policy())
    caplog.clear()
    # WHEN a person is hired
    simulation.hire()
    simulation.work_off()
    # THEN each partner that the journey called is named with it
    of_journey = [each for each in lines(caplog) if each.get("journey") == simulation.journey.id]
    assert {each["partner"] for each in of_journey} == {"smartrecruiters", "incode"}
    # AND the hiring system's calls name the company's connection, Incode's the onboarding
    for each in of_journey:
        if each["partner"] == "smartrecruiters":
            assert each["connection"] == simulation.company.id
    asked = [each for each in of_journey if each["operation"] == "POST request-new"]
    assert [each["onboarding"] for each in asked] == [simulation.onboarding.id]


def test_a_check_and_an_exchange_name_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    """Also where the credential is the deployer's."""
    # GIVEN a company that is being connected
    world = smartrecruiters.a_confirming_world()
    smartrecruiters.approve(world.context())
    made = smartrecruiters.the_connection(world)
    # THEN the call that confirms it is the connection's
    (confirms,) = [e for e in lines(caplog) if e["operation"] == "POST partner-api/integrations"]
    assert (confirms["connection"], confirms["source"]) == (made.id, "smartrecruiters-master")
    # AND so is a health check's
    world = World(http=Enboarder())
    account = connect(world.context())
    caplog.clear()
    health.check(world.context(), account, by="schedule")
    assert {each["connection"] for each in lines(caplog)} == {account.id}


def test_a_webhook_names_its_journey_and_its_attempt(caplog: pytest.LogCaptureFixture) -> None:
    """An endpoint is a tenant's, and its answers are as much to be seen as a partner's."""
    # GIVEN a tenant whose endpoint is down
    world, _ = a_tenant()
    a_receiver(world).fails(NotSentError("hooks", "ConnectTimeoutError"))
    event = happens(world)
    # WHEN an event is sent there, twice
    work_off(world)
    a_receiver(world).answers(204)
    pass_time(world, 600)
    # THEN each attempt is a line
    told = lines(caplog)
    assert [each["attempt"] for each in told] == [1, 2]
    assert [each["status"] for each in told] == [0, 204]
    assert {each["journey"] for each in told} == {event.detail["journeyId"]}
    assert {(each["partner"], each["host"]) for each in told} == {
        ("tenant", "hooks.tenant.example")
    }


def test_the_identity_provider_is_no_exception(caplog: pytest.LogCaptureFixture) -> None:
    """It is asked through the same port."""
    # GIVEN a provider that cannot be reached, then does not answer
    http = FakeHttp()
    metadata = "https://issuer.test/.well-known/openid-configuration"
    http.on("GET", metadata, NotSentError("x", "gaierror"), NoAnswerError("x", "ReadTimeoutError"))
    world = World(http=http)
    settings = Settings({**ENVIRONMENT, "OIDC_ISSUER": "https://issuer.test"})
    # WHEN its metadata are read
    with pytest.raises(ProviderUnavailableError):
        IdentityProvider(world.context().http, world.clock, settings).metadata()
    # THEN each attempt is a line
    told = [(e["partner"], e["operation"], e["attempt"], e["outcome"]) for e in lines(caplog)]
    assert told == [
        ("identity", "GET metadata", 1, "not_sent: gaierror"),
        ("identity", "GET metadata", 2, "unknown: ReadTimeoutError"),
    ]


def test_what_a_call_is_made_for_ends_with_it() -> None:
    """A process does one piece of work after the other."""
    # GIVEN work within work
    with outbound.about(journey="jny_1") as outer:
        with outbound.about(onboarding="onb_1", journey="") as inner:
            # THEN the inner one keeps the names that it does not give
            assert outbound.names() == {"journey": "jny_1", "onboarding": "onb_1"}
            assert outbound.begin("GET thing") == 1
            outbound.end(outbound.Answer("partner", "GET thing", 200, "answered"))
        # AND both have heard the call
        assert (outer.calls, inner.calls, outer.last) == (1, 1, inner.last)
        assert outbound.names() == {"journey": "jny_1"}
    # AND afterwards there is nothing
    assert outbound.names() == {}
    assert outbound.begin("GET thing") == 1
