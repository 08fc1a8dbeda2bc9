"""What API clients are told of their quotas, over HTTP."""

import re
from typing import Final

import requests

from tests.e2e.flows.tenant import Tenant

_LEFT: Final = re.compile(r'"client";r=\d+;t=\d+, "tenant";r=\d+;t=\d+')


def test_a_client_is_told_what_is_left_of_its_quotas(tenant: Tenant) -> None:
    """The authorizer and the token endpoint count, and API Gateway hands it on."""
    # GIVEN an API client
    client = tenant.stack.ready.api_client
    # WHEN it obtains a token, and asks something with it
    issued = tenant.token(client.client_id, client.client_secret)
    url = f"{tenant.stack.ready.api_url}/v1/connections"
    answer = requests.get(url, headers=tenant.bearer(), timeout=60)
    # THEN both answers say what is left
    for each in (issued, answer):
        assert each.ok
        assert _LEFT.fullmatch(each.headers["RateLimit"])
        assert each.headers["RateLimit-Policy"].endswith(";w=60")
