"""Each kind of item says how long it is kept, and what it says is what happens."""

from collections.abc import Iterator
from typing import Final

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.flows.people import export
from jetbridge.flows.retention import look
from jetbridge.model.settings import Settings, Variable
from jetbridge.store import due, retention
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.retention import KINDS, By
from jetbridge.store.table import Item
from tests.fakes.context import World
from tests.support.journeys.env import CALLER, Simulation
from tests.support.journeys.orders import a_verification
from tests.unit.flows.people.erasing import built, found, kind, known_by_everything, onboarded
from tests.unit.flows.retention.passing import days_pass, every, expire
from tests.unit.infra.templates import ROOT, written
from tests.unit.store import every_kind

LATER: Final = {
    "APPLICATION": "a look from which nothing follows, or the end of its journey",
    "CLIENT": "its revocation",
    "TRANSACTION": "nothing: it is written with it",
}
"""Kinds that are written without an end, and what gives them one."""
STAYS: Final = (By.FLOW, By.NOTHING)
YEARS: Final = 4 * 365


def _recorded() -> Iterator[tuple[str, Item]]:
    """Yield an item of each kind whose form is recorded, full and minimal, with its kind."""
    for each in every_kind.KINDS.values():
        for value in (each.full, each.minimal):
            table, key = MemoryTable(), each.key(value)
            each.write(table, value)
            item = table.get(key)
            assert item
            yield kind(key), item


def test_every_kind_says_how_long_it_is_kept() -> None:
    """Who adds one decides when it ends."""
    # THEN the kinds are those for which there are keys
    assert KINDS.keys() == built()


def test_every_period_that_a_deployer_chooses_is_a_parameter() -> None:
    """Whose default is the one that is told."""
    # GIVEN the kinds with a parameter
    for each in filter(lambda each: each.parameter.endswith("Days"), KINDS.values()):
        # THEN the template has it, and its default is what the sentence says
        default = written()["Parameters"][each.parameter]["Default"]
        assert each.kept.startswith(f"{default} days")


@pytest.mark.parametrize("name", ["onboarding", "person", "connection", "notification", "audit"])
def test_a_period_is_bounded_alike_by_template_and_code(name: str) -> None:
    """Neither takes less than what the flows need, nor none at all."""
    # GIVEN a parameter, and the setting that reads it
    parameter = written()["Parameters"][f"{name.capitalize()}RetentionDays"]
    setting = vars(Settings)[f"{name}_retention_days"]
    assert isinstance(setting, Variable)
    least, most = parameter["MinValue"], parameter["MaxValue"]

    def read(days: int) -> object:
        return getattr(Settings({setting.name: str(days)}), f"{name}_retention_days")

    # THEN both ends are taken, and nothing beyond them
    assert (read(least), read(most)) == (least, most)
    for days in (least - 1, most + 1, 0, -1):
        with pytest.raises(Exception, match=f"from {least} to {most}"):
            read(days)
    # AND the defaults are one
    assert getattr(Settings({}), f"{name}_retention_days") == parameter["Default"]


def test_what_has_an_end_is_written_with_it() -> None:
    """By DynamoDB's `ttl`, or due in the partition of the index that the schedule reads."""
    # GIVEN an item of each kind
    ends = {By.TTL: set[str](), By.CLOCK: set[str]()}
    for name, item in _recorded():
        if "ttl" in item:
            ends[By.TTL].add(name)
        if due.is_retained(item):
            ends[By.CLOCK].add(name)
    seen = {name for name, _ in _recorded()}
    # THEN those that say so have their end
    for by, found_ones in ends.items():
        wanted = {name for name in seen if KINDS[name].by is by} - LATER.keys()
        assert wanted <= found_ones | _waiting()
    # AND none has one that does not say so
    assert {KINDS[name].by for name in ends[By.TTL]} <= {By.TTL}
    assert {KINDS[name].by for name in ends[By.CLOCK]} <= {By.CLOCK}


def _waiting() -> set[str]:
    """Return the kinds of which no recorded item has ended."""
    return {"CONNECTION", "JOURNEY"}


def test_the_schedule_knows_each_kind_that_it_removes() -> None:
    """An entry of the index that no module looks at would come back for ever."""
    # THEN there is a module for each, by the first word of the sort key
    clocked = {
        name.partition(" ")[2] or name for name, each in KINDS.items() if each.by is By.CLOCK
    }
    assert look.LOOKS.keys() == clocked


def test_nothing_is_left_of_what_ends() -> None:
    """Whatever a tenant's persons and connections leave, once time has passed it."""
    # GIVEN a tenant with everything: a person of whom much is known, requests, a copy, a policy
    simulation = onboarded()
    world = simulation.world
    known_by_everything(simulation)
    export.receipt(world.context(), found(world), by="operator-1")
    _asked(simulation)
    simulation.disable_company()
    simulation.disconnect_account()
    there = {kind(key) for key in every(world)}
    assert len(there) > 20
    # WHEN years pass
    days_pass(world, YEARS)
    expire(world)
    # THEN what is left is what says that it stays
    left = {kind(key) for key in every(world)}
    assert {KINDS[each].by for each in left - {"POLICY VERSION"}} <= {*STAYS}
    # AND the version of the policy that is in force
    assert [key.sk for key in every(world) if kind(key) == "POLICY VERSION"] == ["VERSION#00000001"]


def _asked(simulation: Simulation) -> None:
    """Have an API client ask for an onboarding that nothing becomes of."""
    order = a_verification()
    onboard.request(simulation.process(), CALLER, order, idempotency_key="key-1")
    simulation.work_off()


def test_the_document_shows_the_table_of_the_code() -> None:
    """A line a kind, in the words of the code."""
    # GIVEN the document
    document = (ROOT / "docs" / "retention.md").read_text()
    shown = [line for line in document.splitlines() if line.startswith("| `")]
    # THEN its lines are the kinds, in order
    assert shown == [
        f"| `{name}` | {each.kept} | {each.by} | {_parameter(each)} |"
        for name, each in KINDS.items()
    ]


def _parameter(each: retention.Kept) -> str:
    return f"`{each.parameter}`" if each.parameter else ""


def test_an_untouched_world_has_nothing_to_remove() -> None:
    """A run of the schedule over nothing does nothing."""
    # GIVEN an empty table
    world = World()
    # WHEN the schedule runs for some days, THEN there is nothing, still
    days_pass(world, 3)
    assert not every(world)
