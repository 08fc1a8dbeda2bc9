"""What the worker does for one partner alone."""

from collections.abc import Callable, Mapping
from typing import Protocol, cast

from jetbridge.flows.context import Context
from jetbridge.model import registry
from jetbridge.model.partner import Capability
from jetbridge.model.work import Message

type Job = Callable[[Context, Message], None]
"""Does what a message of the queue asks for; raises where it is to be tried again."""


class Works(Protocol):
    """A partner with work of its own in the queue: the module `jobs` of its folder."""

    @property
    def JOBS(self) -> Mapping[str, Job]:  # noqa: N802 - a constant of the module
        """The jobs, by the kind of a message, or by its task where the kind is `task`.

        They are those that the registry lists.
        """


def job(name: str) -> Job | None:
    """Return the partners' job of this name, None where none of them has it."""
    for each in registry.every(Capability.WORKS):
        if name in each.jobs:
            return cast("Works", each.module(Capability.WORKS)).JOBS[name]
    return None
