"""Partners that commit before they answer, and remember what they committed."""

import json
from dataclasses import dataclass, field
from typing import Final

from jetbridge.model.ports import HttpRequest, HttpResponse
from tests.fakes import answer
from tests.fakes.partners.code_flow import PERSON, key_answer

SCOPES: Final = ("read.secrets", "read.projects")


@dataclass
class Partner:
    """SmartRecruiters and Incode in one, with a memory of what they committed."""

    integrations: dict[str, str] = field(default_factory=dict)
    """By companyId: the client id that we handed over."""
    sessions: list[str] = field(default_factory=list)
    """The notification types of the onboardings that were started."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as the partner that `request` is for, committing before answering."""
        path = request.target.partition("/")[2]
        if path in ("identity/oauth/token", "oauth2/token"):
            return answer({"access_token": "token", "expires_in": 300})
        body = json.loads(request.body or b"")
        if path == "omni/b2b/onboarding/request-new":
            self.sessions.append(body["notification"]["type"])
            return answer({"url": f"https://incode.test/{len(self.sessions)}"})
        if body["companyId"] in self.integrations:
            return answer(status=409)
        self.integrations[body["companyId"]] = body["clientId"]
        return answer({"clientId": "their-id", "clientSecret": "theirs", "integrationId": "int-1"})


@dataclass
class Enboarder:
    """A partner that launches before it answers, as often as it is asked, and reports it."""

    launched: list[str] = field(default_factory=list)
    """The externalid of each workflow."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer a token request, a launch or a report."""
        path = request.target.partition("/")[2]
        if path == "oauth2/token":
            return answer({"access_token": "token", "expires_in": 3600})
        if path == "restapi/v2/startwf/basic":
            self.launched.append(json.loads(request.body or b"")["externalid"])
            return answer({"message": "ok", "referenceid": self.launched[-1]})
        if path.endswith("/data"):
            return answer({"items": [{"externalid": each} for each in self.launched]})
        return answer({"items": [{"id": "def-1"}]})


@dataclass
class CodeFlowPartner:
    """Onboarder and Onboardbase in one, with a memory of the codes that they took."""

    taken: list[str] = field(default_factory=list)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as the partner that `request` is for, committing before answering."""
        path = request.target.partition("/")[2]
        if path.endswith("userinfo"):
            return answer(PERSON)
        self.taken.append(request.target)
        if path == "oauth/token":
            return key_answer([*SCOPES])
        return answer({"access_token": "token", "expires_in": 3600})
