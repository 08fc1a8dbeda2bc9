"""Each change is recorded before it is made, and how it ended."""

from typing import override

import pytest

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.model.audit import Action, Change, Outcome
from jetbridge.model.changes import ChangesUnavailableError
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.model.record import replace
from jetbridge.store import audit as store
from jetbridge.store import keys
from jetbridge.store.table import Item, TableUnavailableError, Write, WriteConflictError
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable
from tests.fakes.pause import FakePause
from tests.support.restoring import keeping

CHANGE = Change(Action.CLIENT_REVOKE, "demo", "operator:arn", "request-1", ("jb_ci_1",))


def recorded(world: World, change: Change = CHANGE) -> list[Item]:
    """Return the entries of a change's chain."""
    return [*store.entries(world.table, keys.audit_chain(change.tenant, change.request_id))]


def test_a_change_is_recorded_before_it_is_made() -> None:
    """A process may die at any moment: what it was about to do is known."""
    # GIVEN a change that is being made
    world = World()
    with audit.recorded(Trail.of(world.context()), CHANGE) as made:
        # THEN its beginning is stored: who, what, on what, when
        (begun,) = recorded(world)
        told = {"actor": "operator:arn", "action": "client.revoke", "at": START, "tenant": "demo"}
        assert told.items() <= begun.items()
        assert (begun["outcome"], begun["on"]) == (Outcome.BEGUN, ["jb_ci_1"])
        made.append("made")
    # AND afterwards its outcome, with what it has made
    done = recorded(world)[-1]
    assert (done["outcome"], done["on"]) == (Outcome.DONE, ["jb_ci_1", "made"])
    assert done["ttl"] == START + 365 * 86_400


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ApiProblem(409, "request-in-progress", "Busy"), Outcome.REFUSED),
        (ApiProblem(502, "unknown-outcome", "The partner failed"), Outcome.FAILED),
        (KeyError("a refusal of this command"), Outcome.REFUSED),
        (ValueError("anything else"), Outcome.FAILED),
    ],
)
def test_a_change_that_ends_with_an_error_is_recorded_too(
    error: Exception, outcome: Outcome
) -> None:
    """And the error goes on to its caller."""
    world = World()
    with (
        pytest.raises(type(error)),
        audit.recorded(Trail.of(world.context()), CHANGE, (KeyError,)),
    ):
        raise error
    assert recorded(world)[-1]["outcome"] == outcome


def down() -> None:
    """Refuse every call."""
    raise TableUnavailableError("down")


def test_what_cannot_be_recorded_is_not_made() -> None:
    """The trail has no gaps."""
    trail = Trail.of(World().hooked(down))
    made = False
    with pytest.raises(TableUnavailableError), audit.recorded(trail, CHANGE):
        made = True
    assert not made


def test_a_change_stands_where_its_outcome_cannot_be_stored() -> None:
    """Its caller is told of it, and the operator by metric and log."""
    # GIVEN a table that fails once the change is made
    world, failing = World(), False

    def step() -> None:
        if failing:
            down()

    with audit.recorded(Trail.of(world.hooked(step)), CHANGE):
        failing = True
    # THEN nothing is raised, the beginning stands alone, and it is counted
    assert [each["outcome"] for each in recorded(world)] == [Outcome.BEGUN]
    assert world.meter.counted[Metric.STORE_UNAVAILABLE] == 1


def test_two_writers_at_once_both_append() -> None:
    """The one that loses reads the end of the chain again."""
    # GIVEN a writer that another one overtakes after it has read where the chain ends
    world, overtaken = World(), False

    def overtake() -> None:
        nonlocal overtaken
        if not overtaken:
            overtaken = True
            audit.append(Trail.of(world.context()), CHANGE, Outcome.BEGUN)

    # WHEN both have appended
    trail = Trail.of(world.hooked(lambda: None, overtake))
    audit.append(trail, CHANGE, Outcome.DONE)
    # THEN the chain has both, one after the other
    found = [(each["number"], each["outcome"]) for each in recorded(world)]
    assert found == [(1, Outcome.BEGUN), (2, Outcome.DONE)]


def test_a_writer_that_keeps_losing_waits_a_random_while_before_each_try() -> None:
    """Many changes of one tenant at once would otherwise meet again at each try."""
    # GIVEN another writer that is faster nineteen times, and a table that is busy in between
    world, rounds = World(), 0

    class Rush(HookedTable):
        """Has another writer append before each of our writes."""

        @override
        def write(self, *writes: Write) -> None:
            """Append another entry first, or be busy."""
            nonlocal rounds
            rounds += 1
            if rounds == 1:
                raise WriteConflictError("busy")
            if rounds < 20:
                audit.append(Trail.of(world.context()), CHANGE, Outcome.BEGUN)
            super().write(*writes)

    context = world.context(table=Rush(world.table, lambda: None))
    # WHEN an entry is appended
    audit.append(Trail.of(context), CHANGE, Outcome.DONE)
    # THEN it is there, after as many pauses, none of which is long
    assert recorded(world)[-1]["outcome"] == Outcome.DONE
    assert isinstance(context.pause, FakePause)
    assert len(context.pause.waited) == 19
    assert max(context.pause.waited) <= 0.5
    assert len(set(context.pause.waited)) > 10


def test_a_writer_that_always_loses_gives_up() -> None:
    """And its change is not made."""
    world = World()

    class Taken(HookedTable):
        """Has another writer append before each of our writes."""

        @override
        def write(self, *writes: Write) -> None:
            """Append another entry first."""
            audit.append(Trail.of(world.context()), CHANGE, Outcome.BEGUN)
            super().write(*writes)

    context = world.context(table=Taken(world.table, lambda: None))
    with pytest.raises(WriteConflictError):
        audit.append(Trail.of(context), CHANGE, Outcome.DONE)
    assert len(recorded(world)) == 20


def test_a_change_costs_two_reads_and_two_transactions() -> None:
    """docs/audit.md says so."""
    # GIVEN a table whose calls are counted
    world, calls = World(), 0

    def count() -> None:
        nonlocal calls
        calls += 1

    # WHEN a change is recorded, THEN four calls were made, for two entries
    with audit.recorded(Trail.of(world.hooked(count, lambda: None)), CHANGE):
        assert calls == 2
    assert calls == 4
    assert len(recorded(world)) == 2


def test_each_entry_is_kept_in_the_list_of_changes() -> None:
    """A table that is restored to a moment before lacks it."""
    # WHEN a change is recorded
    with keeping() as lines, audit.recorded(Trail.of(World().context()), CHANGE) as made:
        made.append("made")
    # THEN the list has it, without who acted: a function's log names no person
    (changed,) = lines.since.changed
    assert (changed.action, changed.on) == (CHANGE.action, ("jb_ci_1", "made"))
    assert "operator:arn" not in repr(lines.kept)


def test_a_change_that_cannot_be_kept_is_not_made() -> None:
    """Its end would be unknown to a restored table."""

    class Full:
        """A list that takes nothing."""

        def keep(self, line: object) -> None:
            """Refuse."""
            del line
            raise ChangesUnavailableError("full")

    world = World()
    trail = replace(Trail.of(world.context()), changes=Full())
    with pytest.raises(ChangesUnavailableError), audit.recorded(trail, CHANGE):
        pytest.fail("it was made")
