"""What the partners' token endpoints refuse."""

from typing import Final

from tests.contract.cases.shapes import ExchangeRefusal, TokenRefusal

TOKEN_REFUSALS: Final = (
    TokenRefusal("no grant type", {"grant_type": None}, "invalid_request"),
    TokenRefusal("another grant type", {"grant_type": "password"}, "unsupported_grant_type"),
    TokenRefusal("no client id", {"client_id": None}, "invalid_request"),
    TokenRefusal("no client secret", {"client_secret": ""}, "invalid_request"),
    TokenRefusal("an unknown client", {"client_id": "nobody"}, "invalid_client", 401),
    TokenRefusal("a wrong secret", {"client_secret": "wrong"}, "invalid_client", 401),
)
"""What SmartRecruiters', Incode's and Enboarder's token endpoints all refuse."""

ONBOARDER_TOKEN_REFUSALS: Final = (
    TokenRefusal("no grant type", {"grant_type": None}, "invalid_request"),
    TokenRefusal("another grant type", {"grant_type": "password"}, "invalid_request"),
    TokenRefusal("no client id", {"client_id": None}, "invalid_request"),
    TokenRefusal("no client secret", {"client_secret": ""}, "invalid_request"),
    TokenRefusal("an unknown client", {"client_id": "nobody"}, "unauthorized_client", 401),
    TokenRefusal("a wrong secret", {"client_secret": "wrong"}, "unauthorized_client", 401),
    TokenRefusal("no code", {"code": None}, "invalid_request"),
    TokenRefusal("an unknown code", {"code": "none"}, "invalid_grant"),
    TokenRefusal("no redirect URI", {"redirect_uri": None}, "invalid_request"),
    TokenRefusal("another redirect URI", {"redirect_uri": "https://x.example/"}, "invalid_grant"),
    TokenRefusal("no verifier", {"code_verifier": None}, "invalid_grant"),
    TokenRefusal("a wrong verifier", {"code_verifier": "x" * 43}, "invalid_grant"),
)
"""What Onboarder's token endpoint refuses; its body is JSON."""

ONBOARDBASE_EXCHANGE_REFUSALS: Final = (
    ExchangeRefusal("an unknown client", {"client_id": "nobody"}),
    ExchangeRefusal("a wrong secret", {"client_secret": "wrong"}),
    ExchangeRefusal("no secret", {"client_secret": None}),
    ExchangeRefusal("an unknown code", {"code": "none"}),
    ExchangeRefusal("no code", {"code": ""}),
    ExchangeRefusal("another redirect URI", {"redirect_uri": "https://elsewhere.example/"}),
    ExchangeRefusal("no redirect URI", {"redirect_uri": None}),
    ExchangeRefusal("another grant type", {"grant_type": "password"}),
)
"""What Onboardbase's token endpoint refuses, besides a code that is too old."""
