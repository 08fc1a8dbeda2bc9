"""Which requests are the same: what a key's digest is made of, now and in earlier releases."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding_request import Answer
from jetbridge.store import onboardings
from jetbridge.web import bodies
from tests.fakes import answer
from tests.fakes.context import World
from tests.support.incode import CALLER, LINK, a_world, the_onboarding

SENT: dict[str, Any] = {
    "partner": "incode",
    "integrationReference": "int_b2b_prod_001",
    "loginHint": "ana@example.com",
    "name": "Zoe\u0308",
    "notification": {"type": "SMS", "phone": "+14155550100", "email": "ana@example.com"},
    "linkValidityInMinutes": 60,
}


def ask(world: World, sent: Mapping[str, Any]) -> Answer:
    """Ask under one key, as a request over HTTP does."""
    order = bodies.order(sent)
    return onboard.request(world.context(), CALLER, order, idempotency_key="key-1")


def stored_before(world: World, fields: Mapping[str, object]) -> None:
    """Give the stored onboarding the digest that release 0.1 made of a request."""
    content = json.dumps(["demo", "key-1", fields], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    world.table.write(*onboardings.save(replace(the_onboarding(world), digest=digest)))


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\r\n", "\u200b"])
def test_requests_that_differ_in_blanks_only_are_the_same(blank: str) -> None:
    """Neither asks the partner twice, nor is refused."""
    # GIVEN a request that was answered
    world = a_world(answer({"url": LINK}))
    first = ask(world, SENT)
    # WHEN it comes again with blanks around its text, and its number written otherwise
    notification = {
        "type": "SMS",
        "phone": f"{blank}+1 (415) 555-0100",
        "email": f"ana@example.com{blank}",
    }
    again = {**SENT, "loginHint": f"{blank}ana@example.com", "notification": notification}
    second = ask(world, {**again, "name": f"Zo\u00eb{blank}"})
    # THEN the answer is the same
    assert second.onboarding.id == first.onboarding.id


def test_another_request_under_the_key_is_refused() -> None:
    """Capitals count: they may be part of an address."""
    world = a_world(answer({"url": LINK}))
    ask(world, SENT)
    with pytest.raises(ApiProblem) as raised:
        ask(world, {**SENT, "loginHint": "Ana@example.com"})
    assert raised.value.slug == "idempotency-key-reused"


FORMER: dict[str, object] = {
    "integration_reference": "int_b2b_prod_001",
    "login_hint": "ana@example.com",
    "notification_type": "SMS",
    "phone": "+14155550100",
    "email": "ana@example.com",
    "candidate_id": None,
    "name": "Zoe\u0308",
    "meeting_link": None,
    "link_validity_minutes": 60,
    "external_customer_id": None,
}


def test_a_digest_of_an_earlier_release_is_of_the_unchanged_request() -> None:
    """It hashed a name as it was sent, and blanks around text were dropped already."""
    # GIVEN an onboarding that release 0.1 stored
    world = a_world(answer({"url": LINK}))
    first = ask(world, SENT)
    stored_before(world, FORMER)
    # WHEN the same request comes again after the upgrade
    # THEN it is known
    assert ask(world, SENT).onboarding.id == first.onboarding.id
    # AND another one is not
    with pytest.raises(ApiProblem):
        ask(world, {**SENT, "name": "Ana"})


def test_a_digest_of_an_earlier_release_is_known_where_nothing_is_normalised() -> None:
    """Orders have no more fields in their digest than they had."""
    world = a_world(answer({"url": LINK}))
    plain = {**SENT, "name": "Ana"}
    first = ask(world, plain)
    stored_before(world, {**FORMER, "name": "Ana"})
    assert ask(world, plain).onboarding.id == first.onboarding.id
