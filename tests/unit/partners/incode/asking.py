"""A deployment that asks Incode, and what Incode answers."""

from typing import Final, override

from jetbridge.flows.schedule import tasks
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge_cli.memory.secrets import MemorySecrets
from tests.fakes import FakeHttp, answer
from tests.fakes.context import ENVIRONMENT, INCODE_API, SECRETS, World
from tests.fakes.http import Answer
from tests.unit.partners.incode.deployment import Deployment

MINUTE: Final = 60
PATHS: Final = {
    "INCODE_STATUS_PATH": "/omni/get/onboarding/status",
    "INCODE_SCORE_PATH": "/omni/get/score",
}
STATUS: Final = f"{INCODE_API}/omni/get/onboarding/status"
SCORE: Final = f"{INCODE_API}/omni/get/score"


class Asked(Deployment):
    """A deployment that asks Incode, which answers as it is told to."""

    def __init__(self, environment: dict[str, str] = PATHS) -> None:
        """Ask as the environment says; at first nothing has begun."""
        self.status: Answer = answer({"onboardingStatus": "UNKNOWN"})
        self.score: Answer = answer({"message": "The session is not complete"}, status=400)
        secrets = {**SECRETS, "incode": {**SECRETS["incode"], "admin_token": "admin-token"}}
        world = World(environment={**ENVIRONMENT, **environment}, secrets=MemorySecrets(secrets))
        super().__init__(names_interviews=True, world=world)

    @override
    def __post_init__(self) -> None:
        """Answer questions, too."""
        super().__post_init__()
        http = self.world.http
        assert isinstance(http, FakeHttp)
        self.http = http
        http.always("GET", STATUS, lambda request: _given(self.status, request))
        http.always("GET", SCORE, lambda request: _given(self.score, request))

    def wait(self, seconds: int) -> None:
        """Let time pass, with the schedule of each minute."""
        for _ in range(seconds // MINUTE):
            self.world.clock.advance(MINUTE)
            tasks.run(self.world.context())
            self.work()

    def asked(self, url: str = STATUS) -> list[HttpRequest]:
        """Return the questions that were asked."""
        return self.http.sent("GET", url)


def _given(chosen: Answer, request: HttpRequest) -> HttpResponse:
    if isinstance(chosen, HttpResponse):
        return chosen
    if isinstance(chosen, Exception):
        raise chosen
    made = chosen(request)
    assert isinstance(made, HttpResponse)
    return made


def says(status: str) -> HttpResponse:
    """Return Incode's answer to the question how far a session is."""
    return answer({"onboardingStatus": status})


def scored(overall: str) -> HttpResponse:
    """Return Incode's answer to the question what it came to."""
    return answer({"overall": {"status": overall, "value": "91.0"}})
