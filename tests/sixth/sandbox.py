"""Vouchwell in memory: codes with PKCE, a session a code, and signed notifications."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from jetbridge.model import pkce
from jetbridge.model.ports import HttpRequest, HttpResponse
from tests.fakes import answer

URL: Final = "https://vouchwell.test"
ENVIRONMENT: Final = {"VOUCHWELL_API_URL": URL, "VOUCHWELL_SECRET_ID": "vouchwell"}
SECRET: Final = {
    "client_id": "our-client",
    "client_secret": "vouchwell-secret",
    "notification_key": "vouchwell-key",
}


@dataclass
class Vouchwell:
    """The partner. `sessions` are those that it has told, the oldest first."""

    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: list[str] = field(default_factory=list)

    def authorize(self, location: str) -> str:
        """Let the person agree at the authorization URL; return where they are sent next."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if request.url == f"{URL}/token":
            return self._trade(request)
        assert request.url == f"{URL}/session"
        if request.headers["authorization"] != "Bearer vouchwell-token":
            return answer({"error": "invalid_token"}, status=401)
        self.sessions.append(f"session-canary-{len(self.sessions) + 1}")
        return answer({"session": self.sessions[-1]})

    def _trade(self, request: HttpRequest) -> HttpResponse:
        client = f"{SECRET['client_id']}:{SECRET['client_secret']}".encode()
        if request.headers["authorization"] != f"Basic {base64.b64encode(client).decode()}":
            return answer({"error": "invalid_client"}, status=401)
        sent = dict(parse_qsl((request.body or b"").decode()))
        asked = self.asked.pop(sent["code"], None)
        if (
            asked is None
            or sent["redirect_uri"] != asked["redirect_uri"]
            or pkce.challenge(sent["code_verifier"]) != asked["code_challenge"]
        ):
            return answer({"error": "invalid_grant"}, status=400)
        return answer({"access_token": "vouchwell-token", "token_type": "Bearer"})

    def notification(self, kind: str, number: int = 1) -> tuple[Mapping[str, str], bytes]:
        """Return the headers and the body of a notification of the latest session."""
        session = self.sessions[-1]
        body = json.dumps({"id": f"event-{number}", "type": kind, "session": session}).encode()
        signature = hmac.new(SECRET["notification_key"].encode(), body, "sha256").hexdigest()
        return {"vouchwell-signature": signature}, body
