"""A journey as the API shows it."""

import json
from typing import Any

from jetbridge.flows.journey import show
from jetbridge.web import journey_resources
from tests.support.journeys.env import TENANT, Simulation


def shown(simulation: Simulation) -> Any:  # noqa: ANN401 - any JSON value
    """Return the latest journey as the API shows it."""
    found = show.find(simulation.world.context().table, TENANT, simulation.journey.id)
    return json.loads(json.dumps(journey_resources.journey(*found)))
