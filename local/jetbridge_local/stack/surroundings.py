"""What is around a deployment: every partner's sandbox, and the tenant's own system."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Self

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import Sandboxes
from jetbridge_local.sandbox.host import Host
from jetbridge_local.sandbox.sandboxes import wsgi
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.sandbox.tenant import Tenant
from jetbridge_local.sandbox.tenant.service import WEBHOOKS
from jetbridge_local.stack import partners, seed
from jetbridge_local.stack.aws import Aws
from jetbridge_local.stack.seed import ApiClient


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Running servers. `inbox_url` is where the tenant's own system shows its webhooks."""

    sandboxes: Sandboxes
    inbox_url: str
    tenant: Tenant
    api_url: str
    clock: Clock

    @classmethod
    def start(cls, parts: ExitStack, api_url: str, clock: Clock) -> Self:
        """Start them until `parts` ends, for an API that will be at `api_url`."""
        sandboxes = Sandboxes.start(clock)
        parts.callback(sandboxes.stop)
        sandboxes.register_partner(
            consent_url=f"{api_url}/smartrecruiters/consent",
            oauth_token_url=f"{api_url}/oauth/token",
            callback_url=f"{api_url}/smartrecruiters/callback",
        )
        sandboxes.register_redirect_uris(
            onboarder=f"{api_url}/connect/onboarder/callback",
            onboardbase=f"{api_url}/connect/onboardbase/callback",
        )
        server = LoopbackServer("localhost")
        parts.callback(server.stop)
        tenant = Tenant(clock, partners.TENANT)
        server.serve(wsgi(Host(clock, tenant.part())))
        return cls(sandboxes, server.url, tenant, api_url, clock)

    def introduce(self, aws: Aws, ids: Mapping[str, str]) -> ApiClient:
        """Do by the deployment with `ids` what an operator does first; return the API client.

        Its secrets are filled, Incode may notify it, and the tenant's own system is told of the
        demo tenant's journeys. `ids` are physical ids by logical id.
        """
        seed.fill_secrets(aws, ids)
        client = seed.create_api_client(aws, ids["Table"])
        notifier, secret = seed.create_incode_client(aws, ids["Table"])
        self.sandboxes.register_webhooks(
            f"{self.api_url}/oauth/token",
            notifier,
            secret.reveal(),
            f"{self.api_url}/incode/webhooks",
        )
        endpoint = f"{self.inbox_url}{WEBHOOKS}"
        signing = seed.set_endpoint(aws, ids, self.api_url, endpoint, self.clock)
        self.tenant.trust(signing.reveal())
        return client
