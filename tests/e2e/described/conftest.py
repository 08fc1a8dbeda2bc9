"""A stack of its own, without quotas: what is sent to it changes whatever it finds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from jetbridge_local.stack.options import Options
from tests.e2e.flows.enboarder import KEY, send
from tests.e2e.flows.notifications import operator
from tests.e2e.flows.tenant import Tenant
from tests.support.stacks import running


@dataclass(frozen=True, slots=True)
class Callers:
    """The access tokens of the three kinds of callers, and the pair of the API client."""

    tenant: Tenant
    api: str
    smartrecruiters: str
    incode: str

    @property
    def client(self) -> tuple[str, str]:
        """The API client's id and secret."""
        client = self.tenant.stack.ready.api_client
        return client.client_id, client.client_secret

    def token(self, path: str) -> str:
        """Return the access token for a route."""
        if path == "/smartrecruiters/callback":
            return self.smartrecruiters
        return self.incode if path == "/incode/webhooks" else self.api


@pytest.fixture(scope="session")
def callers() -> Iterator[Callers]:
    """Return who calls, with a company and an Enboarder account connected."""
    with running(Options(parameters={"ClientQuota": "0", "TenantQuota": "0"})) as stack:
        tenant = Tenant(stack, "acme")
        assert tenant.approve().ok
        assert send(tenant, "POST", "/v1/connections/enboarder", KEY).status_code == 201
        incode = json.loads(operator(tenant, "clients", "create", "--partner", "incode", "--json"))
        pairs = (
            (stack.ready.api_client.client_id, stack.ready.api_client.client_secret),
            tenant.pair(),
            (incode["client_id"], incode["client_secret"]),
        )
        tokens = (tenant.token(*pair).json()["access_token"] for pair in pairs)
        yield Callers(tenant, *tokens)
