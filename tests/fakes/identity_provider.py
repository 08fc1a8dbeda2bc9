"""An OpenID provider behind the Http port, strict where providers are strict."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from jetbridge.model.ports import HttpRequest, HttpResponse
from tests.fakes import FakeHttp, FrozenClock, answer

ISSUER: Final = "https://identity.test"
METADATA: Final = f"{ISSUER}/.well-known/openid-configuration"
TOKEN: Final = f"{ISSUER}/token"
KEYS: Final = f"{ISSUER}/keys"
CLIENT_ID: Final = "jetbridge-test"
CLIENT_SECRET: Final = "s3cret +/%"


@cache
def rsa_key(kid: str) -> RSAKey:
    """Return the key called `kid`: made once, for making one takes long."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class Identity:
    """The provider. Tests change what it says by assigning to it."""

    http: FakeHttp
    clock: FrozenClock
    claims: dict[str, object] = field(default_factory=dict)
    """Merged into each ID token; None removes a claim."""
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "k1"})
    signs_with: RSAKey | ECKey = field(default_factory=lambda: rsa_key("k1"))
    published: tuple[RSAKey | ECKey, ...] = field(default_factory=lambda: (rsa_key("k1"),))
    metadata: dict[str, object] = field(default_factory=dict)
    client_secret: str = CLIENT_SECRET
    id_token: str | None = None
    """Sent in place of a token of our own making."""
    _asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Stand behind the Http port."""
        self.http.always("GET", METADATA, lambda _: answer(self._document()))
        self.http.always("GET", KEYS, lambda _: answer(self._key_set()))
        self.http.always("POST", TOKEN, self._trade)

    def sign_in(self, location: str) -> str:
        """Let the person sign in at the authorization URL; return where they are sent next."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = f"code-{len(self._asked)}"
        self._asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def refuse(self, location: str, error: str) -> str:
        """Send the person back with an error."""
        asked = dict(parse_qsl(urlsplit(location).query))
        return f"{asked['redirect_uri']}?{urlencode({'error': error, 'state': asked['state']})}"

    def _document(self) -> dict[str, object]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": TOKEN,
            "jwks_uri": KEYS,
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
            **self.metadata,
        }

    def _key_set(self) -> dict[str, object]:
        alien = {"kty": "AKP", "kid": "k0", "alg": "ML-DSA-44", "pub": "AA"}
        return {"keys": [alien, *(key.as_dict(private=False) for key in self.published)]}

    def _trade(self, request: HttpRequest) -> HttpResponse:
        form = {
            name: values[0] for name, values in parse_qs((request.body or b"").decode()).items()
        }
        if not self._authenticates(request, form):
            return answer({"error": "invalid_client"}, status=401)
        asked = self._asked.pop(form.get("code", ""), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return answer({"error": "invalid_grant"}, status=400)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return answer({"error": "invalid_grant"}, status=400)
        return answer({"access_token": "at", "id_token": self.id_token or self._sign(asked)})

    def _authenticates(self, request: HttpRequest, form: Mapping[str, str]) -> bool:
        if not self.client_secret:
            return form.get("client_id") == CLIENT_ID and "authorization" not in request.headers
        pair = urlencode({CLIENT_ID: self.client_secret}).replace("=", ":", 1)
        expected = f"Basic {base64.b64encode(pair.encode()).decode()}"
        in_form = (form.get("client_id"), form.get("client_secret"))
        return request.headers.get("authorization") == expected or in_form == (
            CLIENT_ID,
            self.client_secret,
        )

    def _sign(self, asked: Mapping[str, str]) -> str:
        now = self.clock.now()
        claims = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "sub": "admin-1",
            "name": "Ana Ruiz",
            "tenant": "demo",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(self.header, said, self.signs_with, algorithms=[self.header["alg"]])
