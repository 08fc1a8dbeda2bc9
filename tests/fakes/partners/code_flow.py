"""Onboarder and Onboardbase behind the Http port, strict where their pages are."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from jetbridge.model import pkce
from jetbridge.model.ports import HttpRequest, HttpResponse
from tests.fakes import FakeHttp, answer
from tests.fakes.context import ONBOARDBASE_AUTH, ONBOARDER

ONBOARDER_TOKEN: Final = f"{ONBOARDER}/api/v1/oauth/token"
USERINFO: Final = f"{ONBOARDER}/api/v1/oauth/userinfo"
KEY_URL: Final = f"{ONBOARDBASE_AUTH}/oauth/token"
ACCESS_TOKEN: Final = "eyJ.canary.access"
API_KEY: Final = "HYNCcanarykey"
PASSPHRASE: Final = "KNHRcanary"

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


def query_of(url: str) -> dict[str, str]:
    """Return the parameters of a URL, each of which must be there once."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


@dataclass
class Partner:
    """What both authorization servers have in common: one code a visit, good once."""

    http: FakeHttp
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, location: str) -> str:
        """Let the person agree at the authorization URL; return where they are sent next."""
        asked = query_of(location)
        code = f"code-canary-{len(self.asked)}"
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def refuse(self, location: str, error: str = "access_denied") -> str:
        """Send the person back with an error."""
        asked = query_of(location)
        return f"{asked['redirect_uri']}?{urlencode({'error': error, 'state': asked['state']})}"


@dataclass
class Onboarder(Partner):
    """Codes against JSON, with PKCE; one person. `meanwhile` happens while a code is exchanged."""

    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    meanwhile: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        """Stand behind the Http port."""
        self.http.always("POST", ONBOARDER_TOKEN, self._trade)
        self.http.always("GET", USERINFO, self._userinfo)

    def _trade(self, request: HttpRequest) -> HttpResponse:
        assert request.headers["content-type"] == "application/json"
        assert "?" not in request.url
        sent = json.loads(request.body or b"")
        self.meanwhile()
        asked = self.asked.pop(sent["code"], None)
        if (sent["client_id"], sent["client_secret"]) != ("plt_sandbox_1", "onboarder-secret"):
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

    def _userinfo(self, request: HttpRequest) -> HttpResponse:
        taken = request.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
        return answer(self.person) if taken else answer({"error": "invalid_token"}, status=401)


@dataclass
class Onboardbase(Partner):
    """Codes against the query string; 201, a key and a passphrase."""

    granted: list[str] = field(default_factory=lambda: ["read.secrets", "read.projects"])
    expires_in: int = 1_800_000_000
    code_expired: bool = False

    def __post_init__(self) -> None:
        """Stand behind the Http port."""
        self.http.always("POST", KEY_URL, self._trade)

    def _trade(self, request: HttpRequest) -> HttpResponse:
        sent = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        assert request.body == b"{}"
        asked = self.asked.pop(sent["code"], None)
        known = ("onboardbase-app", "onboardbase-secret")
        if (sent["client_id"], sent["client_secret"]) != known:
            return refusal("invalid_credentials", 1801)
        if asked is None or self.code_expired:
            return refusal("auth_code_expired", 1800)
        if sent["redirect_uri"] != asked["redirect_uri"]:
            return refusal("invalid_credentials", 1801)
        return key_answer(self.granted, self.expires_in)


def key_answer(scopes: object, expires_in: object = 1_800_000_000) -> HttpResponse:
    """Return the documented success of an exchange."""
    data = {
        "api_key": API_KEY,
        "expires_in": expires_in,
        "scopes": scopes,
        "token_type": "bearer",
        "passphrase": PASSPHRASE,
    }
    return answer({"data": data, "errors": []}, status=201)


def refusal(message: str, code: int | None, *, status: int = 200) -> HttpResponse:
    """Return the documented failure of an exchange."""
    return answer({"data": None, "errors": [{"message": message, "code": code}]}, status=status)
