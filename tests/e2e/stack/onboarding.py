"""An onboarding that is requested of the running stack."""

from typing import Any, Final

import requests

from jetbridge_local.sandbox import credentials
from jetbridge_local.stack import LocalStack

PATIENCE: Final = 60.0
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
    token: dict[str, Any] = requests.post(
        f"{stack.ready.api_url}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client.client_id, client.client_secret),
        timeout=PATIENCE,
    ).json()
    return requests.post(
        f"{stack.ready.api_url}/v1/onboardings",
        json=_ORDER,
        headers={"Authorization": f"Bearer {token['access_token']}"},
        timeout=PATIENCE,
    )
