"""All partners in memory, as one `Http`."""

from typing import override

from jetbridge.model.ports import HttpRequest, HttpResponse
from tests.fakes.http import FakeHttp
from tests.fakes.partners.double import Double
from tests.fakes.partners.enboarder import Enboarder
from tests.fakes.partners.incode import Incode
from tests.fakes.partners.onboardbase import Onboardbase
from tests.fakes.partners.onboarder import Onboarder
from tests.fakes.partners.smartrecruiters import SmartRecruiters


class Partners(FakeHttp):
    """All of them, each at its own addresses."""

    def __init__(self) -> None:
        """Let nothing have happened yet."""
        super().__init__()
        self.smartrecruiters = SmartRecruiters()
        self.incode = Incode()
        self.enboarder = Enboarder()
        self.onboarder = Onboarder()
        self.onboardbase = Onboardbase()

    @property
    def of_journeys(self) -> dict[str, Double]:
        """The partners that most journeys ask, by name."""
        return {
            "smartrecruiters": self.smartrecruiters,
            "incode": self.incode,
            "enboarder": self.enboarder,
        }

    @override
    def unscripted(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on to the partner that it is for."""
        for partner in (*self.of_journeys.values(), self.onboarder, self.onboardbase):
            if any(request.url.startswith(f"{url}/") for url in partner.urls):
                return partner.send(request)
        return self.no_answer(request)
