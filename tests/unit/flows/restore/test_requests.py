"""A request that a client repeats after a restore messages and launches nothing a second time."""

import json
from dataclasses import dataclass, replace

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.flows.restore.apply import apply
from jetbridge.flows.restore.ends import Restored
from jetbridge.flows.restore.preview import preview
from jetbridge.flows.restore.steps import Result, Step
from jetbridge.flows.schedule import work
from jetbridge.model.changes_since import Erased, Since
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Reason, Status
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.store import hires, onboardings
from jetbridge.vault.memory import MemorySecrets
from jetbridge.web.orders import Order
from tests.fakes import answer
from tests.fakes.context import SECRETS, World
from tests.support.enboarder import CALLER, EXTERNAL_ID, OK, ORDER, a_world, launches, shows
from tests.support.journeys.env import TENANT, a_simulation, in_world
from tests.support.journeys.orders import a_verification
from tests.support.journeys.policies import LAUNCH, policy, verify
from tests.support.restoring import Backup, Lines, backup, keeping, restored

MESSAGE = {"type": "SMS", "phone": "+14155550100"}
KEY = "hire-jane@example.com"


@dataclass
class Lost:
    """A request that was made after a backup, and the world with the table of before it."""

    first: Onboarding
    world: World
    point: int
    since: Since
    said: str

    def apply(self, since: Since | None = None) -> list[Step]:
        """Apply the list to the restored table; return what was made of the requests."""
        steps = apply(Restored(self.world.context(), self.point), since or self.since)
        return [each for each in steps if each.what != "versions"]

    def repeat(self, order: Order = ORDER, key: str | None = KEY) -> ApiProblem:
        """Repeat the request, expecting a problem, and return it."""
        with pytest.raises(ApiProblem) as raised:
            onboard.request(self.world.context(), CALLER, order, idempotency_key=key)
        return raised.value


def _lost(world: World, order: Order = ORDER, key: str | None = KEY) -> Lost:
    """Back up, let a client request an onboarding, and restore."""
    saved, point = backup(world), world.clock.now()
    world.clock.advance(60)
    with keeping() as lines:
        answered = onboard.request(world.context(), CALLER, order, idempotency_key=key)
    world.clock.advance(60)
    said = json.dumps(lines.kept)
    return Lost(answered.onboarding, restored(world, saved), point, lines.since, said)


@pytest.mark.parametrize("key", [KEY, "another", None])
def test_a_launch_is_not_made_again(key: str | None) -> None:
    """Under its key, and under any other: one launch stands for a hire."""
    # GIVEN a launch that the restored table does not know
    lost = _lost(a_world(OK))
    # WHEN the list is applied, and the client requests it again
    (step,) = lost.apply()
    assert (step.result, step.what, step.about) == (
        Result.HELD,
        "onboarding.lost",
        (lost.first.id,),
    )
    problem = lost.repeat(key=key)
    # THEN nothing is launched, and the client is told which onboarding it is about
    assert len(launches(lost.world)) == 1
    assert problem.status == 409
    assert problem.extensions["onboardingId"] == lost.first.id


def test_without_the_list_it_would_be() -> None:
    """The partner takes a second launch under the same id."""
    lost = _lost(a_world(OK, OK))
    onboard.request(lost.world.context(), CALLER, ORDER, idempotency_key=KEY)
    assert len(launches(lost.world)) == 2


def _made_at_the_second_try() -> tuple[World, Backup, Lines]:
    """Return a launch that came to nothing before a backup, and was made since, by a repeat."""
    world = a_world(answer(status=429), OK, OK)
    with keeping() as lines:
        with pytest.raises(ApiProblem):
            onboard.request(world.context(), CALLER, ORDER, idempotency_key=KEY)
        saved = backup(world)
        world.clock.advance(60)
        onboard.request(world.context(), CALLER, ORDER, idempotency_key=KEY)
    assert len(launches(world)) == 2
    return world, saved, lines


def test_what_was_made_at_a_second_try_is_not_made_at_a_third() -> None:
    """The table says that the partner did nothing, and that it may be asked again."""
    # GIVEN the table of before the second try
    world, saved, lines = _made_at_the_second_try()
    again = restored(world, saved)
    # WHEN the list is applied, and the client repeats the request
    steps = [*apply(Restored(again.context(), world.clock.now() - 60), lines.since)]
    assert [each.result for each in steps if each.what != "versions"] == [Result.HELD]
    # AND what others are told of it from now on is above what they were told since
    (told,) = lines.since.versioned
    found = onboardings.get(again.table, told.item.partition("#")[2])
    assert found
    assert found.version > told.version
    with pytest.raises(ApiProblem) as raised:
        onboard.request(again.context(), CALLER, ORDER, idempotency_key=KEY)
    # THEN it may have been launched, and is not launched again
    assert raised.value.slug == "not-launched-twice"
    assert len(launches(again)) == 2


def test_what_the_table_knows_to_have_come_to_nothing_may_be_tried() -> None:
    """Its only try is in the list, of the minute before the moment."""
    # GIVEN a try that came to nothing just before the backup
    world, saved, lines = _made_at_the_second_try()
    again = restored(world, saved)
    first = replace(lines.since, requested=lines.since.requested[:1])
    # WHEN the list is applied
    steps = apply(Restored(again.context(), world.clock.now() - 60), first)
    assert [each for each in steps if each.what != "versions"] == []
    # THEN the client's repeat is a second try
    answered = onboard.request(again.context(), CALLER, ORDER, idempotency_key=KEY)
    assert answered.onboarding.status is OnboardingStatus.LAUNCHED


def test_the_reports_settle_it() -> None:
    """As any launch of which it is not known what became: the first repeat is answered."""
    # GIVEN a lost launch that the reports show
    lost = _lost(a_world(OK))
    lost.apply()
    shows(lost.world, {"employeeExternalId": EXTERNAL_ID, "externalId": EXTERNAL_ID})
    # WHEN it is looked up, and the client repeats it
    for message, _ in [*lost.world.queue.sent]:
        work.do(lost.world.context(), message)
    answered = onboard.request(lost.world.context(), CALLER, ORDER, idempotency_key=KEY)
    # THEN the answer is the first one's
    assert answered.onboarding.id == lost.first.id
    assert answered.onboarding.status is OnboardingStatus.LAUNCHED
    assert len(launches(lost.world)) == 1


def test_a_person_is_not_messaged_again() -> None:
    """Nor by a verification, which cannot be looked up."""
    # GIVEN a message that Incode has sent
    order = a_verification(notification=MESSAGE)
    simulation = a_simulation(policy(verify()))
    lost = _lost(simulation.world, order)
    # WHEN the list is applied, and the client repeats the request
    assert [each.result for each in lost.apply()] == [Result.HELD]
    lost.repeat(order)
    # THEN there is one session
    assert len(in_world(lost.world).partners.incode.sessions) == 1


def test_a_link_is_given_again() -> None:
    """No message was sent, and the client has no other way to a link."""
    lost = _lost(a_simulation(policy(verify())).world, a_verification())
    assert lost.since.requested == ()
    assert lost.apply() == []
    again = onboard.request(lost.world.context(), CALLER, a_verification(), idempotency_key=KEY)
    assert again.link


def test_the_list_holds_nothing_that_a_client_has_named_a_person_by() -> None:
    """Nor a hash of it that can be guessed: what a repeat is recognised by is sealed."""
    # GIVEN a request whose key and name are the person's address
    order = replace(ORDER, external_customer_id="jane@example.com")
    lost = _lost(a_world(OK), order)
    # THEN no part of either is in the line
    assert lost.since.requested
    known = lost.first
    named = (KEY, "jane", known.key_digest, known.digest, known.settings[hires.EXTERNAL_ID])
    assert [each for each in named if each in lost.said] == []


def test_a_second_run_changes_nothing() -> None:
    """What has become of it since is left alone."""
    lost = _lost(a_world(OK))
    lost.apply()
    before = backup(lost.world)
    assert lost.apply() == []
    assert backup(lost.world) == before


def test_a_request_that_was_made_again_meanwhile_stays() -> None:
    """The functions were started before the list was applied: the newer one stands."""
    # GIVEN a table in which the client has repeated the request already
    lost = _lost(a_world(OK, OK))
    newer = onboard.request(lost.world.context(), CALLER, ORDER, idempotency_key=KEY)
    # WHEN the list is applied
    (step,) = lost.apply()
    # THEN the newer one stands for key and hire
    assert step.result is Result.NOTHING
    assert onboardings.get(lost.world.table, lost.first.id) is None
    held = hires.holder(lost.world.table, TENANT, EXTERNAL_ID)
    assert held
    assert held.id == newer.onboarding.id


def test_a_newer_launch_of_the_same_hire_keeps_it() -> None:
    """Under another key. The lost one stands for its own key alone."""
    lost = _lost(a_world(OK, OK))
    newer = onboard.request(lost.world.context(), CALLER, ORDER, idempotency_key="another")
    lost.apply()
    held = hires.holder(lost.world.table, TENANT, EXTERNAL_ID)
    assert held
    assert held.id == newer.onboarding.id
    assert onboardings.get(lost.world.table, lost.first.id)


def test_of_who_was_erased_since_nothing_comes_back() -> None:
    """The marker of the request refuses a repeat."""
    lost = _lost(a_world(OK))
    erased = Erased("e", TENANT, "o", 5, onboardings=(lost.first.id,))
    lost.apply(replace_since(lost.since, erased))
    assert onboardings.get(lost.world.table, lost.first.id) is None


def replace_since(since: Since, erased: Erased) -> Since:
    """Return a list that tells of an erasure, too."""
    return Since(requested=since.requested, erased=(erased,))


def test_without_the_keyring_of_its_time_it_is_listed() -> None:
    """It cannot be recognised then, and the operator is told before the functions run."""
    lost = _lost(a_world(OK))
    keyring = {"active": "k2", "k2": "another-made-up-key-of-more-than-43-characters!"}
    lost.world.secrets = MemorySecrets({**SECRETS, "keyring": keyring})
    (step,) = lost.apply()
    assert (step.result, step.about) == (Result.LISTED, (lost.first.id,))
    assert "keyring" in step.do


def test_it_is_shown_before_it_is_applied() -> None:
    """`jetbridge restore changes` lists it."""
    lost = _lost(a_world(OK))
    assert [each.about for each in preview(lost.since)] == [(lost.first.id,)]


def test_what_stays_lost_is_not_shown() -> None:
    """The person was erased since: `apply` puts nothing of theirs back."""
    lost = _lost(a_world(OK))
    erased = Erased("era_1", lost.first.tenant, "ops", 1, onboardings=(lost.first.id,))
    shown = [each.what for each in preview(replace_since(lost.since, erased))]
    assert shown == ["person.erase"]


def test_a_journey_that_has_asked_and_not_moved_since_waits() -> None:
    """Its process ended between the launch and the record of it."""
    # GIVEN a journey whose launch was stored and made after the backup, and no move of it
    with keeping() as lines:
        simulation = a_simulation(policy(verify(), LAUNCH))
        simulation.hire()
        simulation.work_off()
        saved, point = backup(simulation.world), simulation.world.clock.now()
        simulation.world.clock.advance(120)
        lines.kept.clear()
        simulation.succeed()
        simulation.work_off()
    asked = Since(requested=lines.since.requested)
    assert {each.journey_id for each in asked.requested} == {simulation.journey.id}
    world = restored(simulation.world, saved)
    # WHEN the list is applied
    steps = [*apply(Restored(world.context(), point), asked)]
    # THEN it waits for an operator
    assert [each.what for each in steps] == ["journey.moved"]
    again = in_world(world)
    assert (again.status(), again.reason()) == (Status.NEEDS_ATTENTION, Reason.DID_NOT_FINISH)
