"""What a test of one of the deployment's own credentials can find."""

from enum import StrEnum
from typing import Final

from jetbridge.model.record import record

CLIENT: Final = "client"
API_KEY: Final = "api_key"
CLIENT_FIELDS: Final = ("client_id", "client_secret")
"""The fields of a secret that hold an OAuth client (RFC 6749 §2.3.1)."""


class Result(StrEnum):
    """What became of a test."""

    WORKS = "works"
    """The partner takes it."""
    REFUSED = "refused"
    """The partner says that it does not."""
    UNUSABLE = "unusable"
    """It is no JSON object of strings, or cannot be sent."""
    DENIED = "denied"
    """Who asks may not read it: nothing is known of it."""
    NOT_SET = "not_set"
    """It is empty. A deployment need not use every partner."""
    UNKNOWN = "unknown"
    """It cannot be read at this moment, no answer came, or none that tells."""
    NOT_ASKED = "not_asked"
    """No call is known that does nothing."""


@record
class Finding:
    """What a partner said of one credential.

    `part` is `client` (id and secret) or `api_key`. `status` is the HTTP status, 0 where no answer
    came. `error` is the partner's error in the protocol's words, or what is wrong with the secret.
    `why` says in a sentence why the partner was not asked.
    """

    name: str
    part: str
    result: Result
    status: int = 0
    error: str = ""
    why: str = ""
