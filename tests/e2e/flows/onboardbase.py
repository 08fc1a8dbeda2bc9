"""The administrator's way through Onboardbase's pages."""

import requests

from tests.e2e.flows.tenant import Tenant


def connect(tenant: Tenant, action: str = "authorize") -> requests.Response:
    """Walk the administrator through sign-in and Onboardbase's page."""
    tenant.browser.open(f"{tenant.api}/connect/onboardbase")
    if "password" in tenant.browser.form().values:
        tenant.browser.submit()
    tenant.browser.submit()
    return tenant.browser.submit(action=action)
