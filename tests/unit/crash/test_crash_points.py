"""Exchanges and requests killed at every step: what is left once the reconciler has run."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile
from jetbridge.model.connection import EXCHANGE_LEASE
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding import REQUEST_LEASE
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.onboarding_request import Answer
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.partners.incode.api import NotificationType
from jetbridge.partners.smartrecruiters import outcomes
from jetbridge.store import companies, onboardings
from tests.fakes.partners.incode import Incode
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.incode import CALLER, an_order
from tests.support.killing import killed_at_every_step
from tests.support.smartrecruiters import approve


def repeated(request: Callable[[Context], Answer], context: Context) -> str:
    """Return the status that a repeat ends in, or the problem that it is told."""
    try:
        return request(context).onboarding.status
    except ApiProblem as problem:
        return problem.slug


def test_nothing_that_smartrecruiters_handed_out_is_lost_unseen() -> None:
    """After a crash anywhere the company is connected, free, or visibly in need of a reconnect."""
    ends: set[tuple[ConnectionStatus | None, bool]] = set()
    for at, world, partner, was_killed in killed_at_every_step(approve, SmartRecruiters):
        # GIVEN an exchange that was killed at this step, or was not
        # WHEN the reconciler runs after the lease
        world.clock.advance(EXCHANGE_LEASE)
        reconcile.run(world.context())
        connection = companies.connection(world.table, "acme", "demo")
        committed = "acme" in partner.integrations
        ends.add((connection.status if connection else None, committed))
        # THEN no exchange is open any more
        assert connection is None or connection.exchange is None, at
        # AND what SmartRecruiters committed is stored, or asks for an operator's attention
        if committed:
            assert connection, at
            stored = connection.status is ConnectionStatus.ACTIVE and connection.has_credentials
            assert stored or connection.status is ConnectionStatus.NEEDS_RECONNECT, at
            # AND the pair that SmartRecruiters holds can still tell us of a disable
            client = clients.find(world.table, partner.integrations["acme"])
            assert client, at
            assert client.status is ClientStatus.ACTIVE, at
            assert client.client_id in connection.clients, at
        # AND the admin can try again, with an end that is known
        again = approve(world.context())
        assert again in (outcomes.CONNECTED, outcomes.ALREADY_CONNECTED, outcomes.RECONNECT), at
        assert was_killed or again is outcomes.ALREADY_CONNECTED
    # AND the enumeration saw every kind of end: it is not looking at one lucky path
    assert ends == {
        (None, False),
        (ConnectionStatus.NEEDS_RECONNECT, False),
        (ConnectionStatus.NEEDS_RECONNECT, True),
        (ConnectionStatus.ACTIVE, True),
    }


@pytest.mark.parametrize("type_", ["URL", "SMS", "EMAIL"])
def test_no_onboarding_is_lost_unseen_and_nobody_is_messaged_twice(
    type_: NotificationType,
) -> None:
    """After a crash anywhere a repeat has the link, or is told that the outcome is unknown."""
    order = replace(an_order(type_), external_customer_id="corr-1")

    def request(context: Context) -> Answer:
        return onboard.request(context, CALLER, order, idempotency_key="key-1")

    ends: set[tuple[OnboardingStatus | None, int]] = set()
    for at, world, partner, was_killed in killed_at_every_step(request, Incode):
        # GIVEN a request that was killed at this step, or was not
        # WHEN the reconciler runs after the lease
        world.clock.advance(REQUEST_LEASE)
        reconcile.run(world.context())
        found = onboardings.under_key(world.table, "demo", "key-1")
        ends.add((found.status if found else None, len(partner.sessions)))
        # THEN a session that Incode made is known, or shows as an unknown outcome
        if partner.sessions:
            assert found, at
            assert found.status in (OnboardingStatus.REQUESTED, OnboardingStatus.UNKNOWN_OUTCOME)
        # AND a repeat under the same key ends in a link, or says why it sends nothing
        end = repeated(request, world.context())
        assert end == "requested" or (was_killed and end == "not-sent-twice"), at
        # AND no person was messaged twice
        assert type_ == "URL" or len(partner.sessions) <= 1, at
    # AND the enumeration saw every kind of end
    assert ends == {
        (None, 0),
        (OnboardingStatus.UNKNOWN_OUTCOME, 0),
        (OnboardingStatus.UNKNOWN_OUTCOME, 1),
        (OnboardingStatus.REQUESTED, 1),
    }
