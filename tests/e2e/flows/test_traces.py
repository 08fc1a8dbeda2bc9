"""The trace of a request to the API, in the logs and at partners."""

import re
from typing import Final

import pytest
import requests

from tests.e2e.flows.onboarding import ORDER
from tests.e2e.flows.tenant import Json, Tenant, logged
from tests.support.traces import PARENT, SENT

pytestmark = pytest.mark.local_only(reason="it reads the functions' log files")

MINE: Final = "3af7651916cd43dd8448eb211c80319c"
_TIMEOUT: Final = 60


def onboard(tenant: Tenant, key: str, **headers: str) -> requests.Response:
    """Request an onboarding with these headers."""
    given = {**tenant.bearer(), "Idempotency-Key": f"{tenant.company}-{key}", **headers}
    url = f"{tenant.api}/v1/onboardings"
    return requests.post(url, json=ORDER, headers=given, timeout=_TIMEOUT)


def told(tenant: Tenant, answer: requests.Response) -> list[Json]:
    """Return what was logged of a request by its id."""
    request_id = answer.headers["X-Request-Id"]
    return [each for each in logged(tenant.stack) if each["correlation_id"] == request_id]


@pytest.mark.parametrize(
    "sent", [f"00-{MINE}-{PARENT}-01", f"cc-{MINE}-{PARENT}-00-x", "canary", ""]
)
def test_a_request_is_one_trace_from_its_authorizer_to_the_partner(
    tenant: Tenant, sent: str
) -> None:
    """That of its caller, or one that begins with it."""
    # WHEN an onboarding is requested
    headers = {"traceparent": sent} if sent else {}
    answer = onboard(tenant, sent or "none", **headers)
    assert answer.status_code == 201
    # THEN the authorizer and the function have logged under one trace
    lines = told(tenant, answer)
    (trace_id,) = {line["trace_id"] for line in lines}
    functions = {line["function_name"] for line in lines}
    assert functions == {"AuthorizerFunction", "OnboardingFunction"}
    # AND it is the caller's, where that is one
    assert (trace_id == MINE) is (MINE in sent)
    # AND the partner was told of it
    last = tenant.stack.sandboxes.hosts["incode-api"].calls.view(full=True)[-1]["headers"]
    assert isinstance(last, dict)
    assert re.fullmatch(SENT, last["traceparent"])
    assert last["traceparent"][3:35] == trace_id
    (call,) = [line for line in lines if line.get("operation", "").endswith("request-new")]
    assert last["traceparent"][36:52] == call["span_id"]
    # AND nothing of what a caller wrote besides
    assert "canary" not in str(lines)


def test_every_line_of_every_function_names_a_trace(tenant: Tenant) -> None:
    """Of whatever the stack has done so far, and of a schedule."""
    # WHEN a schedule has run, too
    tenant.stack.fire("Tasks")
    # THEN there is no line without
    lines = logged(tenant.stack)
    assert {"AuthorizerFunction", "ScheduledFunction", "TokenFunction"} <= {
        line["function_name"] for line in lines
    }
    assert not [line for line in lines if not {"trace_id", "span_id"} <= line.keys()]
