"""What is due begins a trace of its own, linked with the one in which it became due."""

from collections.abc import Mapping, Sequence
from typing import Final

from jetbridge.flows.journey import due as journeys_due
from jetbridge.flows.schedule import reconcile
from jetbridge.model import trace
from jetbridge.model.aws_calls import AwsRefusedError, Document
from jetbridge.model.journey import StepState
from jetbridge.model.journey_transition import Transition
from jetbridge.model.metrics import Uncounted
from jetbridge.model.record import replace
from jetbridge.model.work import LINKED
from jetbridge.runtime.queue import SqsQueue, attributes
from jetbridge.store import due, journeys, keys
from jetbridge.store.due import Partition
from jetbridge.store.table import Key, Put
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.support.log_lines import written

ONE: Final = f"00-{'1' * 32}-{'a' * 16}-01"
TWO: Final = f"00-{'2' * 32}-{'a' * 16}-01"
RUN: Final = f"00-{'3' * 32}-{'a' * 16}-01"


def a_due_item(world: World, key: Key, traceparent: str, partition: Partition) -> None:
    """Store an item that became due in this trace; empty: in none, as in an earlier release."""
    with trace.following(traceparent):
        place = due.at(key, world.clock.now(), partition)
    world.table.write(Put({"pk": key.pk, "sk": key.sk, "tenant": "demo", **place}))


class Traced:
    """A queue that notes what it would tell SQS of each message's trace."""

    def __init__(self) -> None:
        """Have been sent nothing."""
        self.told: list[dict[str, str]] = []

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Note the attributes of each message."""
        assert not delay
        for each in messages:
            held = attributes(each)["MessageAttributes"]
            assert isinstance(held, dict)
            self.told.append({name: text["StringValue"] for name, text in held.items()})


def test_what_is_due_together_shares_no_trace() -> None:
    """Tenants' journeys have the minute in common, and nothing else."""
    # GIVEN journeys that became due in traces of their own, and one of an earlier release
    world = World()
    for name, traceparent in {"jny_1": ONE, "jny_2": TWO, "jny_3": ""}.items():
        a_due_item(world, keys.journey(name), traceparent, Partition.JOURNEY)
    queue = Traced()
    # WHEN the schedule hands them over
    with trace.using(trace.continued(RUN)):
        journeys_due.run(replace(world.context(), queue=queue))
    # THEN each belongs to another trace, which is not that of the run
    found = {each["traceparent"][3:35] for each in queue.told}
    assert len(found) == len(queue.told) == 3
    assert not {"1" * 32, "2" * 32, "3" * 32} & found
    # AND is linked with the one in which it became due
    assert {each.get(LINKED) for each in queue.told} == {"1" * 32, "2" * 32, None}


class Full:
    """SQS, which takes nothing."""

    def call(self, operation: str, _: Document) -> Document:
        """Refuse what is sent."""
        assert operation == "SendMessageBatch"
        raise AwsRefusedError("OverLimit", 403, {}, repeated=False)


def test_a_queue_that_takes_nothing_is_told_of_in_the_trace_of_the_run() -> None:
    """The lines of one run stand together."""
    # GIVEN something that is due, and a queue that is full
    world = World()
    a_due_item(world, keys.journey("jny_1"), ONE, Partition.JOURNEY)
    queue = SqsQueue(Full(), "https://sqs.test/queue", Uncounted())
    # WHEN the schedule hands it over
    with written() as lines, trace.using(trace.continued(RUN)):
        journeys_due.run(replace(world.context(), queue=queue))
    # THEN what is said of it has the trace of the run
    told = [*lines.said("queue refused"), *lines.said("work waits for the next run")]
    assert [line["trace_id"] for line in told] == ["3" * 32] * 2


def test_what_makes_an_item_due_without_a_trace_leaves_no_former_one() -> None:
    """It would link work with what has nothing to do with it."""
    # GIVEN a journey that became due in a trace
    world = World()
    with trace.following(ONE):
        began = replace(BEGUN, id="jny_1", steps=(StepState(),))
        world.table.write(*journeys.create(Transition(began, ()), world.clock.now()))
    # WHEN it is made due outside any, as by an operator's command
    world.table.write(journeys.wake("jny_1", world.clock.now()))
    queue = Traced()
    journeys_due.run(replace(world.context(), queue=queue))
    # THEN its work is linked with none
    assert [each.get(LINKED) for each in queue.told] == [None]


def test_what_is_given_up_together_shares_no_trace() -> None:
    """A dead letter is replayed in its own trace, and its tenant is told in that."""
    # GIVEN two tenants' journeys that became due in traces of their own, and come to nothing
    world = World()
    for name, traceparent in {"one": ONE, "two": TWO}.items():
        began = replace(BEGUN, id=f"jny_{name}", tenant=name, steps=(StepState(),))
        with trace.following(traceparent):
            world.table.write(*journeys.create(Transition(began, ()), world.clock.now()))
    letters = Traced()
    context = replace(world.context(), dead_letters=letters)
    # WHEN the schedule has handed them over as often as it does
    with written() as lines, trace.using(trace.continued(RUN)):
        for _ in range(due.MAX_TRIES + 1):
            journeys_due.run(context)
            world.clock.advance(due.MAX_HOLD)
    # THEN each letter belongs to another trace, which is not that of the run
    found = {each["traceparent"][3:35] for each in letters.told}
    assert len(found) == len(letters.told) == 2
    assert not {"1" * 32, "2" * 32, "3" * 32} & found
    # AND is linked with the one in which its journey became due
    assert {each.get(LINKED) for each in letters.told} == {"1" * 32, "2" * 32}
    # AND the log and the bus say so under it
    assert {line["trace_id"] for line in lines.said("work given up")} == found
    told = {each.tenant: each.traceparent[3:35] for each in world.bus.published}
    assert told.keys() == {"one", "two"}
    assert {*told.values()} == found


def test_what_the_reconciler_settles_is_logged_under_a_trace_of_its_own() -> None:
    """A run finds what many traces have left."""
    # GIVEN items that nothing can be made of, so that they are taken up again and given up
    world = World()
    for name, traceparent in {"onb_1": ONE, "onb_2": TWO}.items():
        a_due_item(world, keys.onboarding(name), traceparent, Partition.OPEN)
    # WHEN the reconciler has taken them up as often as it does
    with written() as lines, trace.using(trace.continued(RUN)):
        for _ in range(due.MAX_TRIES + 2):
            reconcile.run(world.context())
            world.clock.advance(due.MAX_HOLD)
    # THEN that is told in traces of their own, linked with where each became due
    told = lines.said("work given up")
    assert sorted(line["linked_trace_id"] for line in told) == ["1" * 32, "2" * 32]
    assert len({line["trace_id"] for line in told} - {"3" * 32}) == 2
    # AND the run in its own
    assert {line["trace_id"] for line in lines.said("reconciled")} == {"3" * 32}
    # AND nothing of it is left on the items
    left = [world.table.get(keys.onboarding(name)) for name in ("onb_1", "onb_2")]
    assert [item and item.keys() for item in left] == [{"pk", "sk", "tenant"}] * 2
