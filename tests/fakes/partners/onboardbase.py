"""Onboardbase in memory: codes against the query string; 201, a key and a passphrase."""

from typing import Final, override

from jetbridge.model.ports import HttpRequest, HttpResponse
from tests.fakes.context import ONBOARDBASE_API, ONBOARDBASE_APP, ONBOARDBASE_AUTH
from tests.fakes.http import answer
from tests.fakes.partners.code_flow import CodeFlow, query_of
from tests.fakes.partners.double import Call

KEY_URL: Final = f"{ONBOARDBASE_AUTH}/oauth/token"
API_KEY: Final = "HYNCcanarykey"
PASSPHRASE: Final = "KNHRcanary"
SCOPES: Final = ("read.secrets", "read.projects")


class Onboardbase(CodeFlow):
    """Onboardbase, which answers a wrong client, and then a wrong code, with status 200."""

    urls = (ONBOARDBASE_APP, ONBOARDBASE_AUTH, ONBOARDBASE_API)
    client = ("onboardbase-app", "onboardbase-secret")

    def __init__(self) -> None:
        """Grant every scope, without an end that comes soon."""
        super().__init__()
        self.granted = [*SCOPES]
        self.expires_in = 1_800_000_000

    @override
    def token(self, request: HttpRequest) -> HttpResponse:
        sent = query_of(request.url)
        assert request.body == b"{}"
        asked = self.take(sent["code"])
        if (sent["client_id"], sent["client_secret"]) != self.client:
            return refusal("invalid_credentials", 1801)
        if asked is None:
            return refusal("auth_code_expired", 1800)
        if sent["redirect_uri"] != asked["redirect_uri"]:
            return refusal("invalid_credentials", 1801)
        return key_answer(self.granted, self.expires_in)

    @override
    def carry_out(self, call: Call) -> HttpResponse:
        return self.no_answer(call.request)


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
