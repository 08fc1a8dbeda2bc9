"""What the adapters of queue and bus send is taken, and what is refused is raised."""

import json

import pytest

from jetbridge.model import trace, work
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import BusUnavailableError, DomainEvent, QueueUnavailableError
from jetbridge.runtime.queue import EventBridgeBus, SqsBacklog, SqsQueue
from tests.contract.queue.conftest import Services
from tests.fakes.meter import CountingMeter
from tests.support.traces import TRACE


def test_every_message_arrives(services: Services) -> None:
    """In batches of ten, each under its tenant."""
    # GIVEN a queue
    url = services.new_queue()
    # WHEN more than one batch is sent
    messages = [{"kind": "work", "n": n, "tenant": "acme", "text": "ü\n"} for n in range(11)]
    SqsQueue(services.sqs, url, CountingMeter()).send(messages)
    # THEN all of it is there
    received = services.received(url)
    assert all(each["attributes"]["MessageGroupId"] == "acme" for each in received)
    bodies = [{name: each[name] for name in messages[0]} for each in received]
    assert sorted(bodies, key=lambda each: int(each["n"])) == messages


def test_a_message_carries_its_trace(services: Services) -> None:
    """Beside its body, where Lambda finds it."""
    # GIVEN a queue
    url = services.new_queue()
    # WHEN work is sent in a trace, that another one has caused
    with trace.using(trace.begun(linked=TRACE)):
        here = trace.header()
        SqsQueue(services.sqs, url, CountingMeter()).send([work.journey("jny_1")])
    # THEN the message has both, and its body neither
    (received,) = services.queues.receive_message(QueueUrl=url, MessageAttributeNames=["All"])[
        "Messages"
    ]
    held = {name: each.get("StringValue") for name, each in received["MessageAttributes"].items()}
    assert held == {"traceparent": here, "linked_trace_id": TRACE}
    assert json.loads(received["Body"]) == work.journey("jny_1")


def test_a_delay_is_kept(services: Services) -> None:
    """Until then nothing is to be had."""
    # GIVEN a queue
    url = services.new_queue()
    # WHEN a message is sent with a delay
    SqsQueue(services.sqs, url, CountingMeter()).send([{"kind": "work"}], delay=900)
    # THEN it is in the queue, and not handed out
    held = services.queues.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert held["Attributes"]["ApproximateNumberOfMessagesDelayed"] == "1"
    assert services.received(url) == []


def test_a_queue_that_is_not_there_refuses(services: Services) -> None:
    """With AWS's code, which the two protocols spell differently."""
    # GIVEN the address of no queue
    url = services.new_queue() + "-gone"
    # WHEN something is sent there, THEN it is not taken
    with pytest.raises(QueueUnavailableError, match=r"QueueDoesNotExist|NonExistentQueue"):
        SqsQueue(services.sqs, url, CountingMeter()).send([{"kind": "work"}])


def test_an_event_reaches_a_rule(services: Services) -> None:
    """With its time, which is that of what happened."""
    # GIVEN a bus whose events go to a queue
    url = services.new_queue()
    bus = EventBridgeBus(services.event_bridge, services.new_bus(url), CountingMeter())
    # WHEN an event is published
    bus.publish([DomainEvent("evt_1", "journey.started", "acme", 1_790_000_000, {"a": "ü"})])
    # THEN the queue has it
    (event,) = services.received(url)
    assert event["detail-type"] == "journey.started"
    assert event["time"] == "2026-09-21T14:13:20Z"
    assert event["detail"]["a"] == "ü"
    assert event["detail"]["id"] == "evt_1"


def test_a_bus_that_is_not_there_refuses(services: Services) -> None:
    """With AWS's code."""
    # GIVEN the name of no bus
    bus = EventBridgeBus(services.event_bridge, "gone", CountingMeter())
    # WHEN an event is published, THEN it is not taken
    with pytest.raises(BusUnavailableError):
        bus.publish([DomainEvent("evt_1", "journey.started", "acme", 1_790_000_000, {})])


def test_what_queues_hold_is_counted(services: Services) -> None:
    """What is being worked off counts, too: it may fail."""
    # GIVEN an empty queue, and one with a message that is being worked off and one that is not
    empty, full = services.new_queue(), services.new_queue()
    meter = CountingMeter()
    SqsQueue(services.sqs, full, meter).send([{"kind": "a"}, {"kind": "b"}])
    services.queues.receive_message(QueueUrl=full, MaxNumberOfMessages=1)
    # THEN each is counted by its name
    backlog = SqsBacklog(services.sqs, {"empty": empty, "full": full}, meter)
    assert backlog.held() == {"empty": 0, "full": 2}
    # AND where one does not tell, that is counted and said
    with pytest.raises(QueueUnavailableError):
        SqsBacklog(services.sqs, {"gone": f"{full}-gone"}, meter).held()
    assert meter.counted[Metric.QUEUE_REFUSED] == 1
