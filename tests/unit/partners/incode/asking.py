"""A deployment that asks Incode for results."""

from typing import Final

from jetbridge.flows.schedule import tasks
from jetbridge.model.ports import HttpRequest
from jetbridge.vault.memory import MemorySecrets
from tests.fakes.context import ENVIRONMENT, SECRETS, World
from tests.fakes.partners.incode import STATUS
from tests.unit.partners.incode.deployment import Deployment

MINUTE: Final = 60
PATHS: Final = {
    "INCODE_STATUS_PATH": "/omni/get/onboarding/status",
    "INCODE_SCORE_PATH": "/omni/get/score",
}


class Asked(Deployment):
    """A deployment that asks Incode, which names sessions at once."""

    def __init__(self, environment: dict[str, str] = PATHS) -> None:
        """Ask as the environment says."""
        secrets = {**SECRETS, "incode": {**SECRETS["incode"], "admin_token": "admin-token"}}
        world = World(environment={**ENVIRONMENT, **environment}, secrets=MemorySecrets(secrets))
        super().__init__(names_interviews=True, world=world)

    def wait(self, seconds: int) -> None:
        """Let time pass, with the schedule of each minute."""
        for _ in range(seconds // MINUTE):
            self.world.clock.advance(MINUTE)
            tasks.run(self.world.context())
            self.work()

    def asked(self, url: str = STATUS) -> list[HttpRequest]:
        """Return the questions that were asked."""
        return self.incode.sent("GET", url)
