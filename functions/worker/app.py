"""What is done later: the work that the queues hold."""

import json
from typing import Any

from jetbridge.flows.schedule import work
from jetbridge.model import trace
from jetbridge.model.metrics import Metric
from jetbridge.runtime import compose
from jetbridge.runtime.deadline import bounded
from jetbridge.runtime.invocation import Invocation
from jetbridge.runtime.observability import log_with, logger, meter, observed
from jetbridge.runtime.queue import trace_of

type Message = dict[str, Any]
"""A message of SQS in the form in which Lambda hands it over."""


def worked_on(message: Message) -> bool:
    """Do one message's work, and return whether that succeeded; what goes wrong is logged.

    Each line of the log says which work it belongs to, and which trace: a message holds ids only.
    """
    log_with(work=None)  # not that of the message before
    with trace.using(trace_of(message)):
        try:
            body = json.loads(message["body"])
            log_with(work=body)
            work.do(compose.context(), body)
        except Exception:  # noqa: BLE001 - whatever it is, the rest of the batch is done
            logger.exception("work failed", extra={"message_id": message["messageId"]})
            meter.count(Metric.WORK_FAILED)
            return False
    meter.count(Metric.WORK_DONE)
    return True


@observed()
@bounded
def handler(event: dict[str, Any], _: Invocation) -> dict[str, list[dict[str, str]]]:
    """Do a batch of work, and name the messages whose work failed: the queue brings them again.

    They are no error of the function: after errors Lambda would ask the queue less often.
    Source: AWS Lambda Developer Guide, "Handling errors for an SQS event source".
    """
    failed = [each["messageId"] for each in event["Records"] if not worked_on(each)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
