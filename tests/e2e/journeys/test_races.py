"""Workers that move one journey at the same moment."""

import json
from collections import Counter

from jetbridge.model import work
from jetbridge.model.journey import Status, What
from tests.e2e.flows.tenant import Json, at_once
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.policies import DAY, whole

WORKERS = 6


def batch(message: work.Message) -> Json:
    """Return the event by which Lambda gives a worker one message of the queue."""
    record = {
        "messageId": "d7c1b9f8",
        "receiptHandle": "handle",
        "body": json.dumps(message),
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "awsRegion": "us-east-1",
    }
    return {"Records": [record]}


def test_six_workers_end_a_journey_once(tenant: Hiring) -> None:
    """The same message, as a queue may bring it: each line is told once, and SmartRecruiters."""
    # GIVEN a person who has not come, on the evening of the last day
    tenant.follows(whole(deadlineInHours=24, onDeadline="stop"))
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    tenant.idle()
    (journey,) = ada.journeys()
    event = batch(work.of_tenant(tenant.name, work.journey(journey.id)))

    def move(_: int) -> object:
        return tenant.stack.functions.call("WorkerFunction", event)

    # AND six workers, who have an execution environment each
    at_once(WORKERS, move)
    tenant.stack.clock.advance(DAY)
    # WHEN all of them get the message that has the journey moved
    at_once(WORKERS, move)
    # THEN it ends once
    ada.is_(Status.FAILED)
    tenant.idle()
    told = Counter(line.what for line in ada.story())
    once = (What.DEADLINE_PASSED, What.WITHDRAWN, What.REPORTED, What.FAILED)
    assert {what: told[what] for what in once} == dict.fromkeys(once, 1)
    assert ada.told() == ["ONBOARDING_FAILED"]
