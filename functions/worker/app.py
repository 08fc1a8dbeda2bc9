"""What is done later: the work that the queues hold."""

from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from jetbridge.flows.schedule import work
from jetbridge.model.metrics import Metric
from jetbridge.runtime import compose
from jetbridge.runtime.deadline import bounded
from jetbridge.runtime.invocation import Invocation
from jetbridge.runtime.observability import log_with, logger, meter, observed

# A message that failed is named in the answer. It is no error of the function: after errors Lambda
# would ask the queue less often.
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


def work_on(record: SQSRecord) -> None:
    """Do one message's work; what goes wrong is logged, and the queue brings the message again.

    Each line of the log says which work it belongs to: a message holds ids only.
    """
    try:
        message = record.json_body
        log_with(work=message)
        work.do(compose.context(), message)
    except Exception:
        logger.exception("work failed", extra={"message_id": record.message_id})
        meter.count(Metric.WORK_FAILED)
        raise
    meter.count(Metric.WORK_DONE)


@observed()
@bounded
def handler(event: dict[str, Any], _: Invocation) -> PartialItemFailureResponse:
    """Do a batch of work, and name the messages whose work failed."""
    return process_partial_response(event, work_on, processor)
