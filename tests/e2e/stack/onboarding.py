"""An onboarding that is requested of the running stack."""

from typing import Final

import requests

from jetbridge_local.sandbox import credentials
from jetbridge_local.stack import LocalStack
from tests.e2e.stack.operator import PATIENCE, bearer

_ORDER: Final = {
    "partner": "incode",
    "integrationReference": credentials.INCODE_EMPLOYEE_INTEGRATION,
    "loginHint": "ana@example.com",
    "name": "Ana Ruiz",
    "notification": {"type": "URL"},
}


def onboard(stack: LocalStack) -> requests.Response:
    """Request an onboarding as the stack's API client."""
    client = stack.ready.api_client
    return requests.post(
        f"{stack.ready.api_url}/v1/onboardings",
        json=_ORDER,
        headers=bearer(stack, client.client_id, client.client_secret),
        timeout=PATIENCE,
    )
