"""The worker as Lambda calls it, over ports in memory."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.worker import app as worker
from jetbridge.model.work import journey
from jetbridge.runtime import compose
from tests.fakes.context import World
from tests.support.log_lines import Lines, written
from tests.unit.runtime.events import a_context


@pytest.fixture(autouse=True)
def world() -> Iterator[World]:
    """Have the worker run over ports in memory."""
    world = World()
    with compose.using(world.context()):
        yield world


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Return what the log writes."""
    with written() as lines:
        yield lines


def messages(**bodies: object) -> dict[str, Any]:
    """Return the event of a batch; what is no text is written as JSON."""
    return {
        "Records": [
            {
                "messageId": name,
                "body": body if isinstance(body, str) else json.dumps(body),
                "eventSource": "aws:sqs",
            }
            for name, body in bodies.items()
        ]
    }


def test_the_messages_whose_work_failed_are_named(
    capsys: pytest.CaptureFixture[str], lines: Lines
) -> None:
    """The queue brings those again, and no other; whatever failed, the rest is done."""
    # GIVEN a batch of which some is no work
    batch = messages(a="{", b=journey("jny_1"), c={"kind": "nonsense"}, d=journey("jny_2"))
    # WHEN it is worked on
    answer = worker.handler(batch, a_context())
    # THEN what failed is named
    assert answer == {"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "c"}]}
    # AND it is counted and logged, each with its own work
    metrics = json.loads(capsys.readouterr().out)
    assert (len(metrics["WorkFailed"]), len(metrics["WorkDone"])) == (2, 2)
    failed = {line["message_id"]: line.get("work") for line in lines.said("work failed")}
    assert failed == {"a": None, "c": {"kind": "nonsense"}}


def test_a_batch_that_failed_whole_is_no_error_of_the_function() -> None:
    """After errors Lambda would ask the queue less often, for all tenants."""
    # GIVEN a batch without any work, WHEN it is worked on, THEN there is an answer
    answer = worker.handler(messages(a={}, b="null"), a_context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "b"}]}
