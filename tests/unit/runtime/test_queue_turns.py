"""What SQS is told of a message: whose it is, so that it serves tenants by turns."""

from typing import Any

import pytest

from jetbridge.model import work
from jetbridge.model.aws_calls import Document
from jetbridge.model.tenant import is_tenant
from jetbridge.runtime.queue import SqsQueue
from tests.fakes.meter import CountingMeter


class Recorder:
    """An SQS that takes everything, and remembers the `entries`."""

    def __init__(self) -> None:
        """Have been sent nothing."""
        self.entries: list[dict[str, Any]] = []

    def call(self, operation: str, request: Document) -> Document:
        """Take a batch."""
        assert operation == "SendMessageBatch"
        assert request["QueueUrl"] == "https://sqs.test/queue"
        self.entries.extend(request["Entries"])
        return {}


def sent(*messages: work.Message, delay: int = 0) -> list[dict[str, Any]]:
    """Return what SQS is told of these messages."""
    recorder = Recorder()
    SqsQueue(recorder, "https://sqs.test/queue", CountingMeter()).send(messages, delay=delay)
    return recorder.entries


def test_a_message_is_grouped_by_its_tenant() -> None:
    """A batch may hold those of many, delayed or not."""
    # GIVEN the work of two tenants
    messages = [work.of_tenant(tenant, work.journey("jny_1")) for tenant in ("acme", "other")]
    # WHEN it is enqueued
    entries = sent(*messages, delay=5)
    # THEN SQS can tell them apart
    assert [each["MessageGroupId"] for each in entries] == ["acme", "other"]
    assert [each["DelaySeconds"] for each in entries] == [5, 5]


def test_upkeep_is_one_group_whatever_tenant_it_is_for() -> None:
    """So the work of a tenant does not wait behind the checks of a thousand others."""
    # GIVEN upkeep of two tenants
    task = work.connection_task("con_1", "due")
    messages = [work.of_tenant(tenant, work.of_upkeep(task)) for tenant in ("acme", "other")]
    # WHEN it is enqueued
    entries = sent(*messages)
    # THEN it is one group, which can be no tenant's
    assert [each["MessageGroupId"] for each in entries] == [work.UPKEEP] * 2
    assert not is_tenant(work.UPKEEP)


@pytest.mark.parametrize("tenant", ["", "*", "bad tenant", "x" * 129, None])
def test_what_is_no_tenants_is_enqueued_without_a_group(tenant: object) -> None:
    """SQS refuses a group that it cannot name, and work must not get lost by that."""
    # GIVEN a message that is no tenant's
    # WHEN it is enqueued
    (entry,) = sent({"kind": "journey", "journey_id": "jny_1", "tenant": tenant})
    # THEN it has no group
    assert "MessageGroupId" not in entry
