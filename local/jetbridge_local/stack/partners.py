"""Where the partners are: sandboxes, or what `--partner` names, as template parameters."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from jetbridge.model import registry, settings
from jetbridge_local.sandbox import credentials

TENANT: Final = "demo"
"""The tenant of the ready-made API client, and of administrators whose ID token names none."""

NAMES: Final = (
    "smartrecruiters",
    "incode-auth",
    "incode-api",
    "enboarder-auth",
    "enboarder-api",
    "onboarder",
    "onboardbase-app",
    "onboardbase-auth",
    "onboardbase-api",
    "identity",
)
"""The partners' hosts, as `--partner` and the ready-file name them."""


def checked(name: str, url: str) -> tuple[str, str]:
    """Return a partner's name and base URL, fit for the template.

    Raises:
        ValueError: there is no such name, or the functions would not take the URL.
    """
    if name not in NAMES:
        raise ValueError(f"{name!r} is not one of {', '.join(NAMES)}")
    # An issuer is compared letter by letter, slash included.
    return name, settings.issuer(url) if name == "identity" else settings.url(url)


def parameters(
    urls: Mapping[str, str], public_url: str, *, allow_list: str, ancestors: str
) -> dict[str, str]:
    """Return the template's parameters for partners at `urls`.

    `allow_list` and `ancestors` are the template's defaults of RedirectAllowList and
    FrameAncestors: SmartRecruiters' address here is added to them.
    """
    hiring = urlsplit(urls["smartrecruiters"])
    origin = f"{hiring.scheme}://{hiring.netloc}"
    redirect = hiring.hostname if hiring.scheme == "https" else origin
    return {
        "Stage": "local",
        "PublicUrl": public_url,
        "DeletionProtection": "false",
        # What a deployer with a usual account chooses: the defaults are for a new one.
        "WorkConcurrency": "10",
        "WebhookConcurrency": "10",
        "SlowWorkConcurrency": "20",
        # Programs that wait for something here ask many times a second.
        "ClientQuota": "100000",
        "TenantQuota": "100000",
        "SmartRecruitersAppId": credentials.SMARTRECRUITERS_APP_ID,
        "SmartRecruitersScopes": " ".join(credentials.SMARTRECRUITERS_SCOPES),
        "SmartRecruitersEvents": "application.created application.status.updated",
        "ConsentDisplayMode": "EITHER",
        "IncodeStatusPath": "/omni/get/onboarding/status",
        "IncodeScorePath": "/omni/get/score",
        "RedirectAllowList": f"{allow_list},{redirect}",
        "FrameAncestors": f"{ancestors} {origin}",
        "OidcClientId": credentials.OIDC.client_id,
        "DefaultTenant": TENANT,
        "ConsoleRolesClaim": "roles",
        **{_parameter(name): url for name, url in urls.items() if name in NAMES},
    }


def _parameter(name: str) -> str:
    """Return the template's parameter for a host's URL."""
    if name == "identity":
        return "OidcIssuer"
    partner, _, host = name.partition("-")
    return f"{registry.partner(partner).title}{host.capitalize() or 'Api'}Url"


def secrets() -> dict[str, dict[str, str]]:
    """Return what an operator would fill in with `jetbridge secrets set`, by logical id."""
    hiring, identity = credentials.SMARTRECRUITERS_MASTER, credentials.OIDC
    verifying = credentials.INCODE
    return {
        "SmartRecruitersSecret": {
            "client_id": hiring.client_id,
            "client_secret": hiring.client_secret,
        },
        "IncodeSecret": {
            "client_id": verifying.client_id,
            "client_secret": verifying.client_secret,
            "api_key": credentials.INCODE_API_KEY,
            "admin_token": credentials.INCODE_ADMIN_TOKEN,
        },
        "OnboarderSecret": {
            "client_id": credentials.ONBOARDER.client_id,
            "client_secret": credentials.ONBOARDER.client_secret,
        },
        "OnboardbaseSecret": {
            "client_id": credentials.ONBOARDBASE.client_id,
            "client_secret": credentials.ONBOARDBASE.client_secret,
        },
        "IdentitySecret": {"client_secret": identity.client_secret},
    }
