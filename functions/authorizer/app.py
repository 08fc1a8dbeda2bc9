"""The Lambda authorizer of every Bearer route: finds out who calls, and lets the route decide."""

from typing import Any

from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.oauth import access_tokens, authorizer
from jetbridge.runtime import lean
from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.deadline import bounded
from jetbridge.runtime.invocation import Invocation
from jetbridge.runtime.observability import logger, meter, observed
from jetbridge.web.bearer import UNAVAILABLE


@observed("requestContext.requestId")
@bounded
def handler(event: dict[str, Any], _: Invocation) -> dict[str, Any]:
    """Answer an authorizer event, payload format 2.0, in the simple response format.

    It fails closed: whatever goes wrong, the context names an error and no identity.
    """
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    try:
        context = authorizer.context(headers.get("authorization"), _verify, meter, lean.quotas())
    except Exception as error:  # noqa: BLE001 - a crash would be a 500 without a body of ours
        logger.error("unexpected error", exc_info=error)
        meter.count(Metric.AUTHORIZER_FAILED)
        context = {"error": UNAVAILABLE}
    facts: dict[str, str] = {
        name: context[name] for name in ("client_id", "tenant") if name in context
    }
    logger.info("authorizer", extra={"found": context.get("error", "identity"), **facts})
    return {"isAuthorized": True, "context": context}


def _verify(token: str) -> Identity | None:
    return access_tokens.verify(lean.table(), SystemClock(), token)
