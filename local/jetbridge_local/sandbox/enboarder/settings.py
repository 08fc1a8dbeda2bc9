"""Where Enboarder's pages leave a choice, or leave it to the customer."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """The readings of one account.

    `authPrefix` stands before the token in the Authorization header. The customer may turn off
    either way in: `apiKey`, `oauth`. `failureStatus` is the HTTP status of a failure, and
    `reportPage` how many records a report returns at once.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    auth_prefix: Literal["", "Bearer "] = Field(default="", alias="authPrefix")
    api_key: bool = Field(default=True, alias="apiKey")
    oauth: bool = True
    failure_status: int = Field(default=200, ge=200, le=499, alias="failureStatus")
    report_page: int = Field(default=500, ge=1, alias="reportPage")
