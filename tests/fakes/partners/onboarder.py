"""Onboarder in memory: codes against JSON, with PKCE; one person."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final, override

from jetbridge.model import pkce
from jetbridge.model.ports import HttpRequest, HttpResponse
from tests.fakes.context import ONBOARDER
from tests.fakes.http import answer
from tests.fakes.partners.code_flow import CodeFlow
from tests.fakes.partners.double import Call

ONBOARDER_TOKEN: Final = f"{ONBOARDER}/api/v1/oauth/token"
USERINFO: Final = f"{ONBOARDER}/api/v1/oauth/userinfo"
ACCESS_TOKEN: Final = "eyJ.canary.access"

PERSON: Final[dict[str, Any]] = {
    "sub": "550e8400-e29b-41d4-a716-446655440000",
    "email": "ana@example.com",
    "email_verified": True,
    "phone": "+14155550100",
    "phone_verified": True,
    "name": "Ana Ruiz",
    "given_name": "Ana",
    "family_name": "Ruiz",
    "picture": "https://onboarder.test/ana.jpg",
    "verifications": {
        "passport": {
            "verified": True,
            "verified_at": "2025-01-15T10:00:00Z",
            "document_number": "X12345678",
            "country": "US",
            "expiry_date": "2030-01-15",
        },
        "liveness": {"verified": True, "verified_at": "2025-01-15T10:01:00Z"},
    },
}


class Onboarder(CodeFlow):
    """Onboarder. `meanwhile` happens while a code is exchanged."""

    urls = (ONBOARDER,)
    client = ("plt_sandbox_1", "onboarder-secret")

    def __init__(self) -> None:
        """Know one person, who has proved everything."""
        super().__init__()
        self.person = deepcopy(PERSON)
        self.meanwhile: Callable[[], object] = lambda: None

    @override
    def token(self, request: HttpRequest) -> HttpResponse:
        assert request.headers["content-type"] == "application/json"
        assert "?" not in request.url
        sent = json.loads(request.body or b"")
        self.meanwhile()
        asked = self.take(sent["code"])
        if (sent["client_id"], sent["client_secret"]) != self.client:
            return answer({"error": "unauthorized_client"}, status=401)
        if (
            asked is None
            or sent["grant_type"] != "authorization_code"
            or sent["redirect_uri"] != asked["redirect_uri"]
            or pkce.challenge(sent["code_verifier"]) != asked["code_challenge"]
        ):
            return answer({"error": "invalid_grant"}, status=400)
        return answer(
            {
                "access_token": ACCESS_TOKEN,
                "token_type": "Bearer",
                "expires_in": 3600,
                "refresh_token": "refresh-canary",
                "scope": asked["scope"],
            }
        )

    @override
    def carry_out(self, call: Call) -> HttpResponse:
        assert (call.method, call.path) == ("GET", "api/v1/oauth/userinfo")
        taken = call.request.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
        return answer(self.person) if taken else answer({"error": "invalid_token"}, status=401)
