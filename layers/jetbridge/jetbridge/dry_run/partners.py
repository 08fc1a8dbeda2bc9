"""Partners that take whatever is sent to them, and the list of what was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from jetbridge.model.dry_run import Call
from jetbridge.model.ports import MAX_ANSWER, HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.model.system import Clock

TOKEN: Final = "token"  # noqa: S105 - the word that stands for a call for one

_DOCUMENT: Final = "government_id"


@dataclass(frozen=True, slots=True)
class Sample:
    """The hire that is rehearsed, as SmartRecruiters shows it.

    `proves` is the verdict on them. `proofs` are the verifications that Onboarder shows beside a
    document's.
    """

    candidate: Mapping[str, Any] = field(repr=False)
    application: Mapping[str, Any] = field(repr=False)
    proves: bool = True
    proofs: tuple[str, ...] = ()


class Partners:
    """An `Http` that answers as partners do who find no fault, and lists the `calls`.

    What the real port does not send, or does not read, is not sent or read here either.
    """

    def __init__(
        self, sample: Sample, onboarding_status: str, clock: Clock, lines: list[Any]
    ) -> None:
        """Answer about `sample`; each call goes to the end of `lines`."""
        self._sample = sample
        self._onboarding_status = onboarding_status
        self._clock = clock
        self._lines = lines

    def send(self, request: HttpRequest) -> HttpResponse:
        """List the call, and answer it.

        Raises:
            NotSentError: the request cannot be written.
            NoAnswerError: the answer is too long to be read.
        """
        if request.fault:
            raise NotSentError(request.target, request.fault)
        parts = urlsplit(request.url)
        wants_token = parts.path.endswith("/token")
        sent = json.loads(request.body) if request.body and not wants_token else None
        body = TOKEN if wants_token else sent
        self._lines.append(Call(self._clock.now(), request.method, parts.netloc, parts.path, body))
        if wants_token:
            return _answer({"access_token": "made-up", "token_type": "bearer", "expires_in": 1800})
        answered = self._answered(request.method, parts.path, sent or {})
        if len(answered.body) > MAX_ANSWER:
            raise NoAnswerError(request.target)
        return answered

    def _answered(self, method: str, path: str, sent: Mapping[str, Any]) -> HttpResponse:
        body: object = None
        match method, path.strip("/").split("/"):
            case "GET", [*_, "candidates", _]:
                body = self._sample.candidate
            case "GET", [*_, "candidates", _, "jobs", _]:
                body = self._sample.application
            case "GET", [*_, "candidates", _, "jobs", _, "onboardingStatus"]:
                body = {"onboardingStatus": self._onboarding_status}
            case "PUT", [*_, "candidates", _, "jobs", _, "onboardingStatus"]:
                self._onboarding_status = str(sent["onboardingStatus"])
                return HttpResponse(204)
            case "POST", [*_, "request-new"]:
                name = sent["externalCustomerId"]
                body = {"url": f"https://incode.example/{name}", "interviewId": name}
            case "POST", [*_, "startwf", _]:
                body = {"message": "ok", "referenceid": sent["externalid"]}
            case "POST", [*_, "cancelwf"]:
                body = {"message": "Workflow cancelled successfully"}
            case "GET", parts if "reports" in parts:
                body = {"items": []}
            case "GET", [*_, "userinfo"]:
                body = self._userinfo()
            case _:
                raise LookupError(f"the rehearsal knows no answer to {method} {path}")
        return _answer(body)

    def _userinfo(self) -> object:
        proof = {"verified": self._sample.proves, "verified_at": "2026-01-01T00:00:00Z"}
        proofs = (_DOCUMENT, *self._sample.proofs)
        return {"sub": "made-up", "verifications": dict.fromkeys(proofs, proof)}


def _answer(body: object) -> HttpResponse:
    sent = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    return HttpResponse(200, {"content-type": "application/json"}, sent)
