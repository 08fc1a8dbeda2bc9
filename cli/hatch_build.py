"""The wheel is whole: it brings the flows that the commands run."""

from typing import Any, override

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WithTheFlows(BuildHookInterface[Any]):
    """Adds the layer's package. A checkout has its own, and would import a copy instead."""

    @override
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add it to a wheel that is built to be installed elsewhere."""
        if version != "editable":
            build_data["force_include"]["../layers/jetbridge/jetbridge"] = "jetbridge"
