"""Enboarder in memory: workflows, launched as often as is asked, and reports of them."""

from dataclasses import dataclass
from typing import override

from jetbridge.model.ports import HttpResponse
from jetbridge.partners.enboarder.api import API_HOSTS, TOKEN_HOSTS
from tests.fakes.http import answer
from tests.fakes.partners.double import Call, Double, Trouble


@dataclass
class Workflow:
    """A workflow that welcomes a person."""

    external_id: str
    runs: bool = True


class Enboarder(Double):
    """Enboarder, in every region. While the `reports_lag` no workflow is shown."""

    urls = (*API_HOSTS.values(), *TOKEN_HOSTS.values())

    def __init__(self) -> None:
        """Have one definition, and no workflows."""
        super().__init__()
        self.workflows: list[Workflow] = []
        self.reports_lag = False

    @property
    def launched(self) -> list[str]:
        """Our ids of all workflows, in order."""
        return [each.external_id for each in self.workflows]

    @property
    def running(self) -> list[str]:
        """Our ids of the workflows that run."""
        return [each.external_id for each in self.workflows if each.runs]

    @override
    def carry_out(self, call: Call) -> HttpResponse:
        if call.method == "GET":
            return answer({"items": self._report(call.path)})
        if self.trouble is Trouble.FUSSY:
            return answer({"message": "Employee name is missing [nhnm]"}, status=400)
        external_id = call.body["externalid"]
        if "/startwf/" in call.path:
            self.workflows.append(Workflow(external_id))
            return answer({"message": "ok", "referenceid": external_id})
        return self._cancel(external_id)

    def _report(self, path: str) -> list[dict[str, str]]:
        if not path.endswith("/data"):
            return [{"id": "def-1"}]
        return [
            {"externalid": each.external_id, "status": "InProcess" if each.runs else "Cancelled"}
            for each in self.workflows
            if not self.reports_lag
        ]

    def _cancel(self, external_id: str) -> HttpResponse:
        known = [each for each in self.workflows if each.external_id == external_id]
        if not known:
            return answer({"message": f"Error: externalid [{external_id}] not found"})
        for each in known:
            each.runs = False
        return answer({"message": f"Workflow cancelled successfully for externalid [{known[0]}]"})
