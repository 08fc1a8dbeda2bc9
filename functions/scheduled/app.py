"""What the clock starts: the reconciler, every few minutes."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from jetbridge.flows import reconcile
from jetbridge.runtime import compose
from jetbridge.runtime.observability import logger, meter


@logger.inject_lambda_context(clear_state=True, correlation_id_path="id")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001 - Lambda's signature
    """Run the job that the schedule names, and return what it settled.

    Raises:
        ValueError: there is no such job.
    """
    if event.get("job") != "reconcile":
        msg = "the schedule's input names no job of this function"
        raise ValueError(msg)
    try:
        return asdict(reconcile.run(compose.bridge()))
    finally:
        meter.flush()
