"""Partners that take whatever is sent to them, and the list of what was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from jetbridge.model.ports import Clock, HttpRequest, HttpResponse
from jetbridge.partners.smartrecruiters_customer import READY

TOKEN: Final = "token"  # noqa: S105 - the word that stands for a call for one


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a partner. `at` is in Unix seconds; `body` is JSON, `TOKEN`, or None."""

    at: int
    method: str
    host: str
    path: str
    body: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """The hire that is rehearsed, as SmartRecruiters shows it. `proves` is the verdict on them."""

    candidate: Mapping[str, Any] = field(repr=False)
    application: Mapping[str, Any] = field(repr=False)
    proves: bool = True


class Partners:
    """An `Http` that answers as partners do who find no fault, and lists the `calls`."""

    def __init__(self, sample: Sample, clock: Clock, lines: list[Any]) -> None:
        """Answer about `sample`; each call goes to the end of `lines`."""
        self._sample = sample
        self._clock = clock
        self._lines = lines

    def send(self, request: HttpRequest) -> HttpResponse:
        """List the call, and answer it."""
        parts = urlsplit(request.url)
        wants_token = parts.path.endswith(("/oauth/token", "/oauth2/token"))
        sent = json.loads(request.body) if request.body and not wants_token else None
        body = TOKEN if wants_token else sent
        self._lines.append(Call(self._clock.now(), request.method, parts.netloc, parts.path, body))
        if wants_token:
            return _answer({"access_token": "made-up", "token_type": "bearer", "expires_in": 1800})
        return self._answered(request.method, parts.path, sent or {})

    def _answered(self, method: str, path: str, sent: Mapping[str, Any]) -> HttpResponse:
        body: object = None
        match method, path.strip("/").split("/"):
            case "GET", ["candidates", _]:
                body = self._sample.candidate
            case "GET", ["candidates", _, "jobs", _]:
                body = self._sample.application
            case "GET", ["candidates", _, "jobs", _, "onboardingStatus"]:
                body = {"onboardingStatus": READY}
            case "PUT", ["candidates", _, "jobs", _, "onboardingStatus"]:
                return HttpResponse(204)
            case "POST", [*_, "request-new"]:
                name = sent["externalCustomerId"]
                body = {"url": f"https://incode.example/{name}", "interviewId": name}
            case "POST", [*_, "startwf", _]:
                body = {"message": "ok", "referenceid": sent["externalid"]}
            case "POST", [*_, "cancelwf"]:
                body = {"message": "Workflow cancelled successfully"}
            case "GET", ["reports", *_]:
                body = {"items": []}
            case "GET", [*_, "userinfo"]:
                proof = {"verified": self._sample.proves, "verified_at": "2026-01-01T00:00:00Z"}
                body = {"sub": "made-up", "verifications": {"government_id": proof}}
            case _:
                raise LookupError(f"the rehearsal knows no answer to {method} {path}")
        return _answer(body)


def _answer(body: object) -> HttpResponse:
    return HttpResponse(200, {"content-type": "application/json"}, json.dumps(body).encode())
