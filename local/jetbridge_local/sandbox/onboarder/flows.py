"""Verification flows, as a platform sets them up in Onboarder's dashboard."""

import threading
from enum import StrEnum
from typing import Final

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict


class Shape(StrEnum):
    """The two shapes in which Onboarder's pages show userinfo."""

    REFERENCE = "reference"
    QUICKSTART = "quickstart"


USUAL: Final = {
    Shape.REFERENCE: {"email": True, "phone": True, "passport": True, "liveness": True},
    Shape.QUICKSTART: {"email": True, "phone": True, "document": True},
}
"""What a person who verifies themselves proves, where a flow says nothing else."""


class Flow(BaseModel):
    """One flow: how userinfo looks, and which verifications come out true or false.

    `verifications` may name any; None stands for the usual ones of the shape.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    shape: Shape = Shape.REFERENCE
    verifications: dict[str, bool] | None = None

    def proved(self, shape: Shape) -> dict[str, bool]:
        """Return the verifications of a person who verified themselves."""
        return dict(USUAL[shape] if self.verifications is None else self.verifications)


class Flows:
    """All flows, by their `flow_id`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flows: dict[str, Flow] = {}

    def find(self, flow_id: str) -> Flow:
        """Return a flow."""
        with self._lock:
            return self._flows.get(flow_id, Flow())

    def clear(self) -> None:
        """Forget what was said of every flow."""
        with self._lock:
            self._flows.clear()

    def view(self) -> dict[str, object]:
        """Return the flows of which something is said, as JSON."""
        with self._lock:
            return {flow_id: flow.model_dump() for flow_id, flow in self._flows.items()}

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control route to `routes`."""
        routes.add_url_rule("/flows/<flow_id>", view_func=self.define, methods=["POST"])

    def define(self, flow_id: str) -> Response:
        """Choose the userinfo shape of a flow, and which verifications come out true."""
        flow = Flow.model_validate(request.get_json())
        with self._lock:
            self._flows[flow_id] = flow
        return jsonify(flow.model_dump())
