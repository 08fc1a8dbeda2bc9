"""What stays leads to no person: neither in the clear nor as a hash that can be guessed."""

import hashlib
import json
import logging
from itertools import permutations

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.model.journey import KEPT_FACTS, Journey
from jetbridge.model.onboarding import Onboarding
from jetbridge.partners.enboarder.workflows import external_id
from jetbridge.store import keys
from tests.fakes.context import World
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import CALLER, TENANT, a_simulation
from tests.support.journeys.orders import a_verification
from tests.support.journeys.policies import LAUNCH, policy, verify
from tests.unit.flows.people.erasing import (
    CANARIES,
    candidate,
    erased,
    items,
    known_by_everything,
    of_people,
    onboarded,
    onboarding,
    told_of,
)
from tests.unit.flows.people.population import tell

GUESSES = (*CANARIES, "job-1", "demo", "acme", "smartrecruiters", "incode", "interview", "1")


def hashes() -> set[str]:
    """Return what a reader of the table would try: every plain hash of what can be guessed."""
    texts = set(GUESSES)
    for many in (2, 3):
        for parts in permutations(GUESSES, many):
            texts |= {between.join(parts) for between in ("/", "#", " ", "")}
            texts.add(json.dumps([*parts]))
    texts |= {f"hire-{each}" for each in GUESSES}
    return {hashlib.sha256(each.encode()).hexdigest() for each in texts}


def confirmed(world: World) -> set[str]:
    """Return the hashes that the table confirms, whole or in part (24 characters)."""
    dump = repr(items(world))
    return {each for each in hashes() if each[:24] in dump}


def test_no_plain_hash_of_an_id_stays() -> None:
    """A candidate's id can be guessed; with the table alone no guess can be confirmed."""
    # GIVEN a person of whom the table has hashes
    simulation = onboarded()
    known_by_everything(simulation)
    assert confirmed(simulation.world)
    # WHEN they are erased
    erased(simulation.world)
    # THEN it has none any more
    assert confirmed(simulation.world) == set()
    # AND no name by which a hire is kept, or is known at Enboarder
    names = [
        external_id(TENANT, "can-canary/job-1"),
        external_id(TENANT, "acme", "can-canary", "job-1", "1"),
        *[keys.within(TENANT, each) for each in CANARIES],
        *[keys.within("*", each) for each in CANARIES],
    ]
    assert told_of(simulation.world, *names) == []


def test_no_hash_of_a_request_stays() -> None:
    """A client may build its idempotency keys, and its external ids, of the person's ids."""
    # GIVEN a request under such a key
    simulation = a_simulation(policy(verify()))
    order = a_verification(externalCustomerId="app-canary", candidateId="can-canary")
    asked = onboard.request(
        simulation.world.context(), CALLER, order, idempotency_key="hire-can-canary"
    )
    simulation.succeed()
    simulation.work_off()
    assert confirmed(simulation.world)
    # WHEN the person is erased
    erased(simulation.world, onboarding(asked.onboarding.id))
    # THEN none of it can be confirmed
    assert confirmed(simulation.world) == set()
    assert told_of(simulation.world, *CANARIES) == []


def test_logs_hold_no_hash_of_an_id(caplog: pytest.LogCaptureFixture) -> None:
    """The name of an application's record is one, so it is not logged."""
    # GIVEN a partner and a queue that are out of reach
    caplog.set_level(logging.DEBUG)
    simulation = a_simulation(policy(LAUNCH))
    simulation.partners.smartrecruiters.trouble = Trouble.DOWN
    tell(simulation, {"candidate_id": "can-canary", "job_id": "job-1"})
    simulation.world.queue.broken = True
    # WHEN an application cannot be looked at, nor handed over
    tell(simulation, {"candidate_id": "can-canary", "job_id": "job-2"}, work=False)
    # THEN what is logged names neither the candidate nor the record
    logged = repr([each.__dict__ for each in caplog.records])
    assert "application not seen" in logged
    assert "can-canary" not in logged
    assert not [each for each in hashes() if each in logged]


def test_the_records_of_an_erasure_name_nobody() -> None:
    """They stay: who, when, what kinds, how it ended, what remained."""
    # GIVEN an erased person
    simulation = onboarded()
    known_by_everything(simulation)
    report = erased(simulation.world)
    # THEN neither the record nor the markers hold a name, or a hash of one
    told = repr(report.erasure)
    assert not [each for each in CANARIES if each in told]
    assert not [each for each in hashes() if each[:24] in told]
    # AND the markers hold the erasure's id alone
    marks = [item for key, item in items(simulation.world).items() if key.sk == "ERASED"]
    assert marks
    assert {frozenset(each) for each in marks} == {frozenset({"pk", "sk", "tenant", "erasure_id"})}


KEPT_OF_A_JOURNEY = {
    "pk", "sk", "tenant_pk", "tenant_sk", "id", "tenant", "connection_id", "company_id",
    "job_id", "round", "policy_version", "status", "reason", "ending", "steps", "closing",
    "created_at", "updated_at", "version", "erased_at", "erased", "stuck_since", "stuck_told",
    "claims", "due_at", "due_shard",
}  # fmt: skip
WIPED_OF_A_JOURNEY = {"application_id", "candidate_id", "former_candidate_ids"}
KEPT_OF_AN_ONBOARDING = {
    "pk", "sk", "tenant_pk", "tenant_sk", "id", "tenant", "client_id", "partner", "status",
    "notification_type", "link_minutes", "created_at", "updated_at", "attempts", "version",
    "expires_at", "announced", "journey_id", "erased_at", "due_at", "due_shard",
}  # fmt: skip
WIPED_OF_AN_ONBOARDING = {
    "candidate_digest", "correlation_id", "digest", "earlier_interviews", "external_customer_id",
    "interview_id", "key_digest", "sealed_link", "sealed_order", "sealed_person",
    "sealed_refusal", "sealed_warning", "settings", "visit",
}  # fmt: skip


def test_every_attribute_is_kept_for_a_reason_or_wiped() -> None:
    """Who adds one to a journey or an onboarding says here which of the two it is.

    What can name a person is wiped in `without_person`, beside the model.
    """
    # GIVEN an erased person
    simulation = onboarded()
    erased(simulation.world)
    # WHEN the attributes of what stays are compared with what is decided
    by_kind = {"JOURNEY": Journey, "ONBOARDING": Onboarding}
    decided = {
        "JOURNEY": (KEPT_OF_A_JOURNEY, WIPED_OF_A_JOURNEY),
        "ONBOARDING": (KEPT_OF_AN_ONBOARDING, WIPED_OF_AN_ONBOARDING),
    }
    for kind in by_kind:
        kept, wiped = decided[kind]
        for item in [each for key, each in items(simulation.world).items() if key.sk == kind]:
            # THEN each attribute is one of the two
            assert set(item) == kept | wiped
            # AND what is wiped is empty
            values = [item[name] for name in wiped - {"settings"}]
            assert not any(values)
            settings = item.get("settings", {})
            assert isinstance(settings, dict)
            assert not any(value for name, value in settings.items() if name != "kind")


def test_a_timeline_keeps_only_facts_that_say_nothing_of_the_person() -> None:
    """What is added to a line goes with the person, unless it is listed as harmless."""
    # GIVEN an erased person
    simulation = onboarded()
    erased(simulation.world)
    # THEN the facts that are left are those that are listed
    assert {name for entry in simulation.timeline for name in entry.facts} <= KEPT_FACTS


def test_people_whose_ids_share_everything_but_the_company_share_no_marker() -> None:
    """A marker is of a tenant, a kind, a company and an id, all of them."""
    # GIVEN an erased person
    simulation = onboarded()
    erased(simulation.world, candidate())
    marks = {key.pk for key in of_people(simulation.world) if key.sk == "ERASED"}
    # WHEN digests of the same id are made for others
    digest = simulation.world.context().pseudonyms.digest
    mine = keys.erased(digest(TENANT, "candidate", "acme", "can-canary")).pk
    others = {
        keys.erased(digest(*parts)).pk
        for parts in (
            ("other", "candidate", "acme", "can-canary"),
            (TENANT, "candidate", "globex", "can-canary"),
            (TENANT, "application", "acme", "can-canary"),
            (TENANT, "candidate", "acme", "CAN-CANARY"),
        )
    }
    # THEN only theirs is marked
    assert mine in marks
    assert marks.isdisjoint(others)
