"""The token endpoint: everything in the query string, an API key for a code."""

from typing import Final, Literal

from flask import Blueprint, Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.application import Application
from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.credentials import ONBOARDBASE
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.oauth import same, uncached
from jetbridge_local.sandbox.onboardbase.consent import Authorization
from jetbridge_local.sandbox.onboardbase.keys import ApiKey, Keys

CODE_LIFETIME: Final = 600
"""Seconds."""

AUTH_CODE_EXPIRED: Final = ("auth_code_expired", 1800)
INVALID_CREDENTIALS: Final = ("invalid_credentials", 1801)
"""Message and number; Onboardbase's page shows the first number only."""

_PARAMETERS: Final = ("client_id", "client_secret", "code", "redirect_uri")
_QUARTER: Final = 90 * 24 * 3600


class ExchangeSettings(BaseModel):
    """What is not said of the answer.

    `expiresIn` is how the end of the key is written; `scopes` replaces what was asked for, when
    Onboardbase grants more or less; `errorStatus` is the HTTP status of a refusal, whose body is
    the same with any; `lifetime` is the key's, in seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    expires_in: Literal["epoch", "milliseconds", "duration", "absent"] = Field(
        default="epoch", alias="expiresIn"
    )
    scopes: tuple[str, ...] | None = None
    error_status: int = Field(default=200, ge=200, le=499, alias="errorStatus")
    lifetime: int = Field(default=_QUARTER, ge=1)


class ApiError(Exception):
    """An exchange that is refused with Onboardbase's message and number."""

    def __init__(self, message: str, number: int) -> None:
        """Refuse."""
        super().__init__(message)
        self.message = message
        self.number = number


class Exchange:
    """The API host."""

    def __init__(
        self,
        clock: Clock,
        application: Application,
        codes: Expiring[Authorization],
        keys: Keys,
    ) -> None:
        """Exchange `codes` for `keys`."""
        self._clock = clock
        self._application = application
        self._codes = codes
        self._keys = keys
        self._behaviour = Behaviour(ExchangeSettings())

    def add_to(self, app: Flask) -> None:
        """Add the route to `app`."""
        app.add_url_rule("/oauth/token", view_func=self.token, methods=["POST"])
        app.register_error_handler(ApiError, self._refused)

    def control(self) -> Blueprint:
        """Return the control routes."""
        return self._behaviour.blueprint("onboardbase-auth")

    def clear(self) -> None:
        """Forget every key."""
        self._keys.clear()
        self._behaviour.reset()

    def token(self) -> tuple[Response, int]:
        """Exchange a code, once."""
        authorization = self._redeemed()
        settings = self._behaviour.current
        scopes = authorization.scopes if settings.scopes is None else settings.scopes
        key = self._keys.issue(scopes, settings.lifetime)
        ends = {
            "epoch": key.expires_at,
            "milliseconds": key.expires_at * 1000,
            "duration": settings.lifetime,
            "absent": None,
        }[settings.expires_in]
        return uncached(jsonify(data=_data(key, ends), errors=[])), 201

    def _redeemed(self) -> Authorization:
        """Return what the code stands for, and end it."""
        given = {name: request.args.getlist(name) for name in _PARAMETERS}
        grant_type = request.args.get("grant_type", "authorization_code")
        wanted = {
            "client_id": ONBOARDBASE.client_id,
            "client_secret": ONBOARDBASE.client_secret,
            "redirect_uri": self._application.redirect_uri,
        }
        right = all(len(v) == 1 and v[0] for v in given.values()) and all(
            same(given[name][0], value) for name, value in wanted.items()
        )
        if not right or grant_type != "authorization_code":
            raise ApiError(*INVALID_CREDENTIALS)
        authorization = self._codes.take(given["code"][0])
        if authorization is None:
            raise ApiError(*INVALID_CREDENTIALS)
        if self._clock.now() >= authorization.at + CODE_LIFETIME:
            raise ApiError(*AUTH_CODE_EXPIRED)
        return authorization

    def _refused(self, refusal: ApiError) -> tuple[Response, int]:
        errors = [{"message": refusal.message, "code": refusal.number}]
        return jsonify(data=None, errors=errors), self._behaviour.current.error_status


def _data(key: ApiKey, ends: int | None) -> dict[str, object]:
    data: dict[str, object] = {
        "api_key": key.api_key,
        "scopes": list(key.scopes),
        "token_type": "bearer",
        "passphrase": key.passphrase,
    }
    return data if ends is None else {**data, "expires_in": ends}
