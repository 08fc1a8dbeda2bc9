"""Orders of workflows at Enboarder, and what it has launched."""

from typing import Final

import requests

from jetbridge_local.sandbox import credentials
from tests.e2e.flows.tenant import Json, Tenant

LAUNCH: Final = "/restapi/v1/startwf/basic"

KEY: Final[Json] = {"region": "AU", "auth": "apiKey", "apiKey": credentials.ENBOARDER_API_KEY}


def send(tenant: Tenant, method: str, path: str, body: Json | None = None) -> requests.Response:
    """Call our API as the tenant's backend."""
    url, headers = f"{tenant.api}{path}", tenant.bearer()
    return requests.request(method, url, json=body, headers=headers, timeout=60)


def order(tenant: Tenant, **changes: object) -> Json:
    """Return an order for a hire of the test's own."""
    return {
        "partner": "enboarder",
        "employee": {"name": "Jane Doe", "email": "jane.doe@example.com"},
        "managers": [{"name": "John Doe", "mobile": "+61400000001"}],
        "startDate": "2030-03-01",
        "customFields": {"location": "Sydney"},
        "externalCustomerId": f"hire-of-{tenant.company}",
        **changes,
    }


def launched(tenant: Tenant) -> list[Json]:
    """Return the workflows that Enboarder has launched."""
    workflows: list[Json] = tenant.sandbox("enboarder-api", "state", method="GET")["workflows"]
    return workflows
