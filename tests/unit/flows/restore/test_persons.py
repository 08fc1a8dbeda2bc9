"""Who was erased after a backup is erased again in the table that was restored from it."""

from typing import override

import pytest

from jetbridge.flows.people import erase, erase_again, lift
from jetbridge.flows.people.erase import ChangedError
from jetbridge.flows.restore.apply import apply
from jetbridge.flows.restore.ends import Restored
from jetbridge.flows.restore.steps import Result
from jetbridge.model.audit import Action, Outcome
from jetbridge.model.changes import ChangesUnavailableError
from jetbridge.model.changes_since import Erased
from jetbridge.model.erasure import Outcome as ErasureOutcome
from jetbridge.store import erasures, keys
from jetbridge.store.table import Delete
from tests.fakes.context import World
from tests.support.journeys.env import COMPANY, TENANT, in_world
from tests.support.killing import killed_everywhere
from tests.support.restoring import Backup, Lines, backup, keeping, restored
from tests.unit.flows.people.erasing import (
    CANARIES,
    OTHER,
    found,
    is_gone,
    items,
    known_by_everything,
    notified,
    onboarded,
    told_of,
)


def _erased_since() -> tuple[World, Backup, Lines]:
    """Return a world in which a person was erased after a backup, the backup, and the list."""
    simulation = onboarded()
    known_by_everything(simulation)
    saved = backup(simulation.world)
    simulation.world.clock.advance(60)
    lines = Lines()
    erase.erase(simulation.world.context(), found(simulation.world), by="o", changes=lines)
    return simulation.world, saved, lines


def _applied(world: World, lines: Lines, point: int = 0) -> list[Result]:
    restored_table = Restored(world.context(), point or world.clock.now())
    return [each.result for each in apply(restored_table, lines.since)]


def test_nothing_leads_to_the_person_in_the_restored_table() -> None:
    """The backup holds all of them; the list leads to it without a name of theirs."""
    # GIVEN a person who was erased after a backup, and the table as it was before
    world, saved, lines = _erased_since()
    again = restored(world, saved)
    assert told_of(again, *CANARIES) == [*CANARIES]
    # WHEN the list is applied
    assert _applied(again, lines) == [Result.APPLIED]
    # THEN the restored table holds none of their ids
    assert told_of(again, *CANARIES) == []
    assert is_gone(again)
    # AND the record is the one of the first time
    (first,) = erasures.of_tenant(world.table, TENANT, limit=9, after=None)[0]
    (second,) = erasures.of_tenant(again.table, TENANT, limit=9, after=None)[0]
    assert (second.id, second.by, {*second.markers}) == (first.id, first.by, {*first.markers})
    assert second.outcome is ErasureOutcome.COMPLETED


def test_the_list_holds_no_personal_datum() -> None:
    """It is kept for months, apart from what erasures reach."""
    _, _, lines = _erased_since()
    assert not [name for name in CANARIES if name in repr(lines.kept)]


def test_the_person_is_not_hired_again() -> None:
    """Late news of a partner is recognised by the markers, as it was before."""
    # GIVEN a restored table to which an erasure was applied
    world, saved, lines = _erased_since()
    again = restored(world, saved)
    _applied(again, lines)
    # WHEN SmartRecruiters tells of the hire once more
    simulation = in_world(again)
    before = len(simulation.every)
    simulation.notify(("can-canary", "job-1"))
    simulation.work_off()
    # THEN no journey begins
    assert len(simulation.every) == before
    assert told_of(again, "can-canary") == []


def test_others_are_left_alone() -> None:
    """Another person's journey is as it was restored."""
    # GIVEN two persons, one of whom was erased after the backup
    simulation = onboarded()
    onboarded(simulation, OTHER)
    saved, lines = backup(simulation.world), Lines()
    erase.erase(simulation.world.context(), found(simulation.world), by="o", changes=lines)
    # WHEN that is applied
    again = restored(simulation.world, saved)
    _applied(again, lines)
    # THEN the other one is there
    assert told_of(again, "can-canary", "can-other") == ["can-other"]


def test_a_second_run_changes_nothing() -> None:
    """An operator at three in the morning runs it twice."""
    # GIVEN a table to which the list was applied
    world, saved, lines = _erased_since()
    again = restored(world, saved)
    _applied(again, lines)
    before = items(again)
    # WHEN it is applied once more
    _applied(again, lines)
    # THEN nothing has changed
    assert items(again) == before


def test_a_run_that_was_killed_anywhere_is_finished_by_the_next() -> None:
    """Whatever was written by then."""
    world, saved, lines = _erased_since()

    def a_world() -> World:
        return restored(world, saved)

    for at, again, _ in killed_everywhere(
        a_world, lambda _, context: [*apply(Restored(context, context.clock.now()), lines.since)]
    ):
        assert _applied(again, lines) == [Result.APPLIED], at
        assert told_of(again, *CANARIES) == [], at
        (known,) = erasures.of_tenant(again.table, TENANT, limit=9, after=None)[0]
        assert known.outcome is ErasureOutcome.COMPLETED, at


def test_a_person_of_notifications_alone_is_found_by_the_markers() -> None:
    """No id of ours leads to them: the key of the digests does."""
    # GIVEN a person of whom there was a notification only, erased after the backup
    simulation = onboarded(application=OTHER)
    notified(simulation, "evt-z", {"candidate_id": "can-canary", "new_hire_id": "new-hire-canary"})
    saved, lines = backup(simulation.world), Lines()
    erase.erase(simulation.world.context(), found(simulation.world), by="o", changes=lines)
    (kept,) = lines.since.erased
    assert (kept.journeys, kept.onboardings) == ((), ())
    # WHEN that is applied
    again = restored(simulation.world, saved)
    _applied(again, lines)
    # THEN nothing of them is left
    assert told_of(again, "can-canary", "new-hire-canary", "can-other") == ["can-other"]


def test_a_table_of_before_the_first_erasure_gets_the_key_back() -> None:
    """With a new key the markers would lead to nothing."""
    # GIVEN a backup without the key of the digests
    world, saved, lines = _erased_since()
    again = restored(world, saved)
    again.table.write(Delete(keys.pseudonyms()))
    # WHEN the list is applied
    _applied(again, lines)
    # THEN the restored table has the one under which the markers were made
    assert again.context().pseudonyms.digest("x") == world.context().pseudonyms.digest("x")
    assert told_of(again, *CANARIES) == []


def test_what_could_not_be_kept_is_not_erased() -> None:
    """Otherwise a restore would bring back a person without anything to tell of it."""

    class Full:
        """A list that takes nothing."""

        def keep(self, line: object) -> None:
            """Refuse."""
            del line
            raise ChangesUnavailableError("full")

    # GIVEN a list of changes that cannot be written
    simulation = onboarded()
    before = items(simulation.world)
    # WHEN a person is to be erased, THEN it is refused
    with pytest.raises(ChangesUnavailableError):
        erase.erase(simulation.world.context(), found(simulation.world), by="o", changes=Full())
    # AND nothing has changed, but for the key of the digests
    after = items(simulation.world)
    assert {key: after[key] for key in before} == before
    assert {key.pk for key in after.keys() - before.keys()} <= {"PSEUDONYMS"}


def test_an_erasure_that_was_taken_back_is_not_made_again() -> None:
    """The operator was shown something new, and may have decided otherwise."""
    # GIVEN an erasure during which something new came to be
    simulation = onboarded()
    lines = Lines()

    class Hiring(Lines):
        """A list during whose first line a notification arrives."""

        @override
        def keep(self, line: object) -> None:
            """Keep it."""
            if not self.kept:
                notified(simulation, "evt-new", {"candidate_id": "can-canary"})
            super().keep(line)

    lines = Hiring()
    with pytest.raises(ChangedError):
        erase.erase(simulation.world.context(), found(simulation.world), by="o", changes=lines)
    # THEN the list tells of no erasure
    assert len(lines.kept) == 2
    assert lines.since.erased == ()


def test_a_lifted_erasure_is_lifted_again() -> None:
    """What was erased stays erased, and the person may be hired."""
    # GIVEN an erasure that was lifted afterwards
    world, saved, lines = _erased_since()
    (known,) = erasures.of_tenant(world.table, TENANT, limit=9, after=None)[0]
    lift.lift(world.context(), known, by="o")
    lines.keep(_entry(Action.PERSON_LIFT, known.id))
    # WHEN both are applied
    again = restored(world, saved)
    assert _applied(again, lines) == [Result.APPLIED, Result.APPLIED]
    # THEN the record says so, and the markers are gone
    (second,) = erasures.of_tenant(again.table, TENANT, limit=9, after=None)[0]
    assert second.lifted_at is not None
    assert erasures.marked(again.table, second.markers) == ()
    assert told_of(again, *CANARIES) == []


def test_a_company_that_is_not_there_any_more_is_no_matter() -> None:
    """The list is applied to whatever was restored: an empty table, too."""
    # GIVEN the list, and a table that holds nothing
    world, _, lines = _erased_since()
    empty = restored(world, ())
    # THEN it is applied, and the record is there
    (kept,) = lines.since.erased
    report = erase_again.again(empty.context(), kept)
    assert report.erasure.outcome is ErasureOutcome.COMPLETED
    assert isinstance(kept, Erased)
    assert COMPANY not in repr(items(empty))


def _entry(action: Action, *on: str) -> dict[str, object]:
    """Return a line of a change, as the audit trail keeps it."""
    return {
        "kept": "change",
        "at": 1,
        "action": str(action),
        "outcome": str(Outcome.DONE),
        "tenant": TENANT,
        "on": [*on],
        "request_id": f"r-{action}",
        "chain": f"{TENANT}#0",
        "number": 1,
        "digest": "lost",
    }


def test_the_functions_keep_lines_as_well() -> None:
    """An erasure that a function makes is in its log."""
    with keeping() as lines:
        simulation = onboarded()
        erase.erase(simulation.world.context(), found(simulation.world), by="o")
    assert [each.tenant for each in lines.since.erased] == [TENANT]
