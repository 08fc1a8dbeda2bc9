"""Incode in memory: verification sessions."""

from dataclasses import dataclass
from typing import Final, override

from jetbridge.model.ports import HttpResponse
from tests.fakes.context import INCODE_API, INCODE_AUTH
from tests.fakes.http import Answer, answer, given
from tests.fakes.partners.double import Call, Double, Trouble

REQUEST_NEW: Final = f"{INCODE_API}/omni/b2b/onboarding/request-new"
STATUS: Final = f"{INCODE_API}/omni/get/onboarding/status"
SCORE: Final = f"{INCODE_API}/omni/get/score"


@dataclass
class Session:
    """One verification at Incode. `external_id` is ours, `interview_id` is theirs."""

    kind: str
    external_id: str
    interview_id: str


class Incode(Double):
    """Incode. Each request begins a session, whose id is in the answer if it `names_interviews`.

    `status` and `score` are what it answers to questions about any session.
    """

    urls = (INCODE_AUTH, INCODE_API)

    def __init__(self) -> None:
        """Have no sessions."""
        super().__init__()
        self.sessions: list[Session] = []
        self.names_interviews = False
        self.status: Answer = says("UNKNOWN")
        self.score: Answer = answer({"message": "The session is not complete"}, status=400)

    @property
    def messages(self) -> list[Session]:
        """The sessions of which the person got an SMS or an e-mail."""
        return [each for each in self.sessions if each.kind != "URL"]

    @override
    def carry_out(self, call: Call) -> HttpResponse:
        url = call.request.url.partition("?")[0]
        if url in (STATUS, SCORE):
            return given(self.status if url == STATUS else self.score, call.request)
        assert (call.method, url) == ("POST", REQUEST_NEW)
        if self.trouble is Trouble.FUSSY:
            return answer({"status": 400, "message": "New candidate must have name."}, status=400)
        return self._begun(call.body["notification"]["type"], call.body["externalCustomerId"])

    def _begun(self, kind: str, external_id: str) -> HttpResponse:
        interview_id = f"interview-{len(self.sessions) + 1}"
        self.sessions.append(Session(kind, external_id, interview_id))
        link = {"url": f"https://incode.test/{interview_id}"} if kind == "URL" else {}
        return answer(link | ({"interviewId": interview_id} if self.names_interviews else {}))


def says(status: str) -> HttpResponse:
    """Return the answer to the question how far a session is."""
    return answer({"onboardingStatus": status})


def scored(overall: str) -> HttpResponse:
    """Return the answer to the question what a session came to."""
    return answer({"overall": {"status": overall, "value": "91.0"}})
