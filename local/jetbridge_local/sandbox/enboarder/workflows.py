"""The workflows that were launched."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from jetbridge_local.sandbox.enboarder.rules import Body, custom_fields


class Status(StrEnum):
    """Where a workflow is."""

    PENDING = "PENDING"
    INPROGRESS = "INPROGRESS"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


LIVE = frozenset({Status.PENDING, Status.INPROGRESS})


@dataclass(frozen=True, slots=True)
class Workflow:
    """One launch. `at` is in Unix seconds; `kind` is `basic` or `advance`."""

    workflow_id: str
    externalid: str
    kind: str
    status: Status
    at: int
    body: Body = field(repr=False)

    def matches(self, wanted: dict[str, str]) -> bool:
        """Return whether the workflow has all the custom fields that are `wanted`."""
        return wanted.items() <= custom_fields(self.body).items()

    def view(self) -> dict[str, object]:
        """Return everything as JSON."""
        return {
            "id": self.workflow_id,
            "externalid": self.externalid,
            "kind": self.kind,
            "status": self.status,
            "at": self.at,
            "body": dict(self.body),
        }


class Workflows:
    """All workflows, in the order of their launch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._workflows: list[Workflow] = []

    def launch(self, kind: str, body: Body, status: Status, at: int) -> Workflow:
        """Launch a workflow, whatever was launched under the same externalid before."""
        given = body.get("externalid")
        workflow = Workflow(
            workflow_id=uuid.uuid4().hex[:9],
            externalid=str(given) if given else uuid.uuid4().hex,
            kind=kind,
            status=status,
            at=at,
            body=body,
        )
        with self._lock:
            self._workflows.append(workflow)
        return workflow

    def under(self, externalid: str) -> list[Workflow]:
        """Return the workflows that share an externalid."""
        with self._lock:
            return [each for each in self._workflows if each.externalid == externalid]

    def all(self) -> list[Workflow]:
        """Return every workflow."""
        with self._lock:
            return list(self._workflows)

    def change(self, chosen: list[Workflow], changed: Callable[[Workflow], Workflow]) -> None:
        """Put `changed` workflows in the place of the `chosen` ones."""
        ids = {each.workflow_id for each in chosen}
        with self._lock:
            self._workflows = [
                changed(each) if each.workflow_id in ids else each for each in self._workflows
            ]

    def set_status(self, chosen: list[Workflow], status: Status) -> None:
        """Give the `chosen` workflows a status."""
        self.change(chosen, lambda each: replace(each, status=status))

    def clear(self) -> None:
        """Forget every workflow."""
        with self._lock:
            self._workflows.clear()

    def view(self) -> dict[str, object]:
        """Return everything as JSON, and how often each externalid was launched."""
        workflows = self.all()
        launches = Counter(each.externalid for each in workflows)
        return {"workflows": [each.view() for each in workflows], "launches": launches}
