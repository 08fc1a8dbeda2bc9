"""`callbackAuthentication`: how SmartRecruiters authenticates itself at a callbackUrl."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from jetbridge_local.sandbox.outgoing import Answer, basic, post
from jetbridge_local.sandbox.urls import HttpUrl

_TOKEN_TIMEOUT: Final = 20
"""Seconds. SmartRecruiters documents none."""


class TokenRefusedError(Exception):
    """The token service gave no token; `answer` is what it gave."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class _Way(BaseModel):
    model_config = ConfigDict(frozen=True)


class Basic(_Way):
    """User and password (RFC 7617)."""

    type: Literal["basic"]
    username: str
    password: str = Field(repr=False)

    def headers(self) -> dict[str, str]:
        """Return the headers that every call has."""
        return {"Authorization": basic(self.username, self.password)}


class Header(_Way):
    """A header of the subscriber's own."""

    type: Literal["header"]
    header_name: str = Field(alias="headerName", pattern="^[xX]-")
    header_value: str = Field(alias="headerValue", repr=False)

    def headers(self) -> dict[str, str]:
        """Return the headers that every call has."""
        return {self.header_name: self.header_value}


class OAuth2(_Way):
    """A Bearer token of the subscriber's token service, new for every call."""

    type: Literal["oauth2"]
    client_id: str = Field(alias="clientId")
    client_secret: str = Field(alias="clientSecret", repr=False)
    token_service_url: HttpUrl = Field(alias="tokenServiceUrl")

    def headers(self) -> dict[str, str]:
        """Return the headers of one call.

        Raises:
            TokenRefusedError: there is no token to put into them.
        """
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        answer = post(self.token_service_url, timeout=_TOKEN_TIMEOUT, data=form)
        token = answer.body.get("access_token") if isinstance(answer.body, dict) else None
        if not isinstance(token, str):
            raise TokenRefusedError(answer)
        return {"Authorization": f"Bearer {token}"}


type CallbackAuthentication = Annotated[Basic | Header | OAuth2, Field(discriminator="type")]
