"""What the partners would have handed to a deployer: fixed, obviously fake, good for nothing else.

The local stack writes these values to Secrets Manager and to the template's parameters. Some
secrets contain reserved characters, so that a client that forgets to percent-encode a form body
or a Basic header is refused here and not first at the partner.
"""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """An OAuth client's identifier and secret (RFC 6749 §2.3.1)."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A person who can sign in at the OpenID provider. `tenant` None: the claim is absent.

    `roles` are those in the console.
    """

    email: str
    name: str
    tenant: str | None
    roles: tuple[str, ...] = ()


SMARTRECRUITERS_APP_ID: Final = "jetbridge-demo"
SMARTRECRUITERS_MASTER: Final = ClientCredentials(
    "sandbox-smartrecruiters-master", "fake+smartrecruiters/master=100%&secret"
)
SMARTRECRUITERS_SCOPES: Final = (
    "candidates_read",
    "candidates_manage",
    "jobs_read",
    "job_applications_read",
    "webhooks_manage",
)

INCODE: Final = ClientCredentials("sandbox-incode-client", "fake+incode/client=100%&secret")
INCODE_API_KEY: Final = "fake-incode-api-key"
INCODE_ADMIN_TOKEN: Final = "fake-incode-admin-token"  # noqa: S105 - made up, for the sandbox
INCODE_EMPLOYEE_INTEGRATION: Final = "int_b2b_prod_001"
INCODE_CANDIDATE_INTEGRATION: Final = "int_b2b_candidates_001"

ONBOARDER: Final = ClientCredentials("plt_sandbox_jetbridge", "fake+onboarder/client=100%&secret")
ONBOARDER_FLOW_ID: Final = "0badf10e-0000-4000-8000-000000000001"
"""The verification flow of the demo. The sandbox knows any other as well."""

ONBOARDBASE: Final = ClientCredentials(
    "0badba5e-0000-4000-8000-000000000001", "fake+onboardbase/client=100%&secret"
)
ONBOARDBASE_PROJECT: Final = "jetbridge"
ONBOARDBASE_ENVIRONMENT: Final = "production"

ENBOARDER: Final = ClientCredentials(
    "sandbox-enboarder-client", "fake+enboarder/client=100%&secret"
)
ENBOARDER_API_KEY: Final = "fake+enboarder/api=key"

OIDC: Final = ClientCredentials("jetbridge-local", "jetbridge-local-secret")
DEMO_PASSWORD: Final = "demo"  # noqa: S105 - every demo user's password, shown on the sign-in form
DEMO_USERS: Final = (
    DemoUser("ana.admin@example.com", "Ana Admin", "demo", ("admin",)),
    DemoUser("vera.viewer@example.com", "Vera Viewer", "demo", ("viewer",)),
    DemoUser("olga.operator@example.com", "Olga Operator", None, ("operator",)),
    DemoUser("greta.admin@example.com", "Greta Admin", "globex"),
    DemoUser("otto.other@example.com", "Otto Other", "other"),
    DemoUser("nora.nobody@example.com", "Nora Nobody", None),
)
