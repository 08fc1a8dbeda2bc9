"""The link from which a person begins to prove who they are: it leads to a page of ours."""

from typing import Final
from urllib.parse import urlencode

from jetbridge.model.secret import Secret

PATH: Final = "/connect/onboarder"
PARAMETER: Final = "onboarding"


def of(base_url: str, token: str) -> Secret:
    """Return the link that carries `token`."""
    return Secret(f"{base_url}{PATH}?{urlencode({PARAMETER: token})}")
