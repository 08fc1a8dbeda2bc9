"""Over HTTP, at every function: data as people write it, and text that is refused."""

from collections.abc import Mapping

import pytest
import requests

from tests.e2e.flows.onboarding import sms
from tests.e2e.flows.tenant import Tenant

TIMEOUT = 60
API = [
    ("GET", "/v1/onboardings"),
    ("GET", "/v1/onboardings/onb_0123456789abcdef"),
    ("POST", "/v1/onboardings"),
    ("POST", "/v1/onboardings/bulk"),
    ("POST", "/v1/onboardings/workforce"),
    ("PATCH", "/v1/onboardings/onb_0123456789abcdef"),
    ("POST", "/v1/onboardings/onb_0123456789abcdef/cancel"),
    ("GET", "/v1/journeys"),
    ("GET", "/v1/journeys/jny_0123456789abcdef"),
    ("GET", "/v1/connections"),
    ("GET", "/v1/connections/con_0123456789abcdef"),
    ("POST", "/v1/connections/enboarder"),
    ("POST", "/v1/connections/con_0123456789abcdef/test"),
    ("DELETE", "/v1/connections/con_0123456789abcdef"),
]


def send(
    tenant: Tenant,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] = {},
) -> requests.Response:
    """Send raw bytes as the tenant's backend."""
    sent = {**tenant.bearer(), "Content-Type": "application/json", **headers}
    return requests.request(method, f"{tenant.api}{path}", data=body, headers=sent, timeout=TIMEOUT)


def test_an_order_is_taken_as_people_write_it(tenant: Tenant) -> None:
    """And the same under its key without the blanks is the same."""
    phone = {"type": "SMS", "phone": "\u00a0+1 (415) 555-0100"}
    written = sms(loginHint=" ana@example.com\r\n", notification=phone)
    first = tenant.onboard(written, tenant.company)
    second = tenant.onboard(sms(), tenant.company)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]


@pytest.mark.parametrize(("method", "path"), API)
def test_every_route_of_the_api_refuses_what_it_does_not_know(
    tenant: Tenant, method: str, path: str
) -> None:
    """A query parameter by its name, text in it by its rule, and a body above the limit."""
    unknown = send(tenant, method, f"{path}?another=zzz&other")
    assert unknown.status_code == 400
    pointers = [each["pointer"] for each in unknown.json()["errors"]]
    assert pointers == ["another", "other"]
    no_text = send(tenant, method, f"{path}?limit=%00")
    assert (no_text.status_code, no_text.json()["errors"][0]["rule"]) == (
        400,
        "no_control_characters",
    )
    if method in ("POST", "PATCH"):
        assert send(tenant, method, path, b"x" * 65_537).status_code == 413


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/oauth/token", "application/x-www-form-urlencoded"),
        ("/oauth/introspect", "application/x-www-form-urlencoded"),
        ("/smartrecruiters/callback", "application/json"),
        ("/smartrecruiters/webhooks/con_1", "application/json"),
        ("/incode/webhooks", "application/json"),
        ("/smartrecruiters/consent", "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("size", [65_537, 4_000_000])
def test_every_other_route_has_the_same_limit(
    tenant: Tenant, path: str, media_type: str, size: int
) -> None:
    """Of more than 6 MB in base64 Lambda itself says so."""
    answer = send(tenant, "POST", path, b"x" * size, {"Content-Type": media_type})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("sent", "pointer", "rule"),
    [
        (b'{"partner": "incode", "name": "\\ud800"}', "/name", "unicode"),
        (b'{"partner": "incode", "name": "\\u202e"}', "/name", "no_reordering"),
        (b'{"partner": "incode", "x": NaN}', "/x", "number"),
        (b'{"partner": "incode", "partner": "incode"}', "", "repeated_name"),
        (b"\xff", "", "json"),
    ],
)
def test_a_body_that_is_not_taken_is_told_where_and_why(
    tenant: Tenant, sent: bytes, pointer: str, rule: str
) -> None:
    """API Gateway hands over some bodies as text and some in base64: both are read alike."""
    answer = send(tenant, "POST", "/v1/onboardings", sent)
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["rule"]) == (pointer, rule)


def test_partners_and_browsers_may_add_parameters(tenant: Tenant) -> None:
    """SmartRecruiters to our consentUrl, a provider to its answer, a monitor to /health."""
    for path in (
        "/health?now=1",
        "/.well-known/oauth-authorization-server?v=1",
        f"/smartrecruiters/consent?companyId={tenant.company}&utm_source=x",
        "/auth/callback?state=x&code=y&iss=z&session_state=w",
    ):
        answer = requests.get(f"{tenant.api}{path}", timeout=TIMEOUT, allow_redirects=False)
        assert answer.status_code in (200, 303, 400)
        assert "unknown-parameter" not in answer.text
