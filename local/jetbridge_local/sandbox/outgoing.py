"""A partner calling us: one HTTP request, and what came back."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import requests

NO_ANSWER: Final = 0

type Report = dict[str, object]
type Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What we answered. `status` 0: no whole answer came, for the reason in `error`.

    Names of headers are lower-case. `body` is the value of a JSON body and the text of any other.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: object = field(default="", repr=False)
    error: str = ""

    def report(self) -> Report:
        """Return status and body, or the kind of failure, as JSON."""
        return {"error": self.error} if self.error else {"status": self.status, "body": self.body}


def post(
    url: str,
    *,
    timeout: float,
    data: Mapping[str, str] | bytes = b"",
    json: Json | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """POST a form (a mapping), raw bytes or JSON.

    `timeout` is in seconds. Redirects are not followed: what is sent is for `url` and nowhere
    else. Nothing of this machine's environment (proxies, .netrc) is added.
    """
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(
                url, data=data, json=json, headers=headers, timeout=timeout, allow_redirects=False
            )
        except requests.RequestException as error:
            return Answer(NO_ANSWER, error=type(error).__name__)
    lower = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status_code, lower, _parsed(answer))


def basic(user: str, password: str) -> str:
    """Return the value of an Authorization header (RFC 7617), nothing percent-encoded."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _parsed(answer: requests.Response) -> object:
    try:
        return answer.json()
    except ValueError:
        return answer.text
