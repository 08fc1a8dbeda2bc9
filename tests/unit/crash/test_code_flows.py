"""Codes being exchanged, killed at every step: what is left once the reconciler has run."""

from typing import Final

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.flows.browser import code_exchange
from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile
from jetbridge.model import pkce
from jetbridge.model.connection import EXCHANGE_LEASE
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.onboarding import REQUEST_LEASE
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.secret import Secret
from jetbridge.partners.onboardbase.outcomes import CONNECTED
from jetbridge.store import connections, onboardings
from tests.fakes.context import World
from tests.fakes.partners.onboarder import Onboarder
from tests.support.connect import CALLER, ORDER
from tests.support.killing import killed_at_every_step
from tests.unit.crash.exchanges import CALLBACK, exchange, onboardbase

VERIFIER: Final = "verifier"


def onboarder() -> Onboarder:
    """Return an Onboarder at which the person agreed twice."""
    partner = Onboarder()
    asked = {"redirect_uri": CALLBACK, "code_challenge": pkce.challenge(VERIFIER), "scope": "email"}
    for code in ("code-1", "code-2"):
        partner.issue(code, **asked)
    return partner


def begin(world: World) -> None:
    """Let a person leave for Onboarder."""
    context = world.context()
    onboard.request(context, CALLER, ORDER, idempotency_key="key-1", base_url="https://us.test")


def check(context: Context, code: str = "code-1") -> object:
    """Come back from Onboarder with a code."""
    found = onboardings.under_key(context.table, "demo", "key-1")
    assert found
    grant = AuthorizationCode(Secret(code), CALLBACK, Secret(VERIFIER))
    return code_exchange.check(context, found, grant)


def test_no_key_is_lost_unseen_and_no_code_is_sent_twice() -> None:
    """After a crash anywhere the account is connected, free, or visibly in need of a reconnect."""
    ends: set[tuple[ConnectionStatus | None, int]] = set()
    for at, world, partner, was_killed in killed_at_every_step(exchange, onboardbase):
        # GIVEN an exchange that was killed at this step, or was not
        # WHEN the reconciler runs after the lease
        world.clock.advance(EXCHANGE_LEASE)
        reconcile.run(world.context())
        found = connections.holder(world.table, "onboardbase", "demo")
        ends.add((found.status if found else None, len(partner.taken)))
        # THEN no exchange is open, and a key that was handed out is stored or asked about
        assert found is None or found.exchange is None, at
        if partner.taken:
            assert found, at
            stored = found.status is ConnectionStatus.ACTIVE and len(found.sealed) == 2
            assert stored or found.status is ConnectionStatus.NEEDS_RECONNECT, at
        # AND the code was sent once at the most
        assert len(partner.taken) <= 1, at
        # AND the administrator can come back with another
        assert exchange(world.context(), "code-2") is CONNECTED, at
        assert was_killed or found
    # AND the enumeration saw every kind of end
    assert ends == {
        (None, 0),
        (ConnectionStatus.NEEDS_RECONNECT, 0),
        (ConnectionStatus.NEEDS_RECONNECT, 1),
        (ConnectionStatus.ACTIVE, 1),
    }


def test_no_verdict_is_lost_unseen_and_no_code_is_sent_twice() -> None:
    """After a crash anywhere the person is verified, or it shows that it is not known."""
    ends: set[tuple[OnboardingStatus, int]] = set()
    for at, world, partner, was_killed in killed_at_every_step(check, onboarder, begin):
        # GIVEN a check that was killed at this step, or was not
        # WHEN the reconciler runs after the lease
        world.clock.advance(REQUEST_LEASE)
        reconcile.run(world.context())
        found = onboardings.under_key(world.table, "demo", "key-1")
        assert found, at
        ends.add((found.status, len(partner.taken)))
        # THEN nothing waits for an answer any more
        assert not found.in_flight, at
        # AND who is verified has a sealed record of it
        assert (found.status is OnboardingStatus.VERIFIED) == bool(found.sealed_person), at
        # AND the code was sent once at the most
        assert len(partner.taken) <= 1, at
        # AND a person who is not verified can come back with another
        if found.status is not OnboardingStatus.VERIFIED:
            assert check(world.context(), "code-2") is OnboardingStatus.VERIFIED, at
        assert was_killed or found.status is OnboardingStatus.VERIFIED
    # AND the enumeration saw every kind of end
    assert ends == {
        (OnboardingStatus.REQUESTED, 0),
        (OnboardingStatus.UNKNOWN_OUTCOME, 0),
        (OnboardingStatus.UNKNOWN_OUTCOME, 1),
        (OnboardingStatus.VERIFIED, 1),
    }
