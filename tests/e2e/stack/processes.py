"""Processes as the operating system knows them."""

import os
import select
from collections.abc import Iterable
from pathlib import Path
from time import monotonic


def descendants(process_id: int) -> set[int]:
    """Return the processes that a process started, and those that they started, and so on."""
    found: set[int] = set()
    for tasks in Path(f"/proc/{process_id}/task").glob("*/children"):
        for child in map(int, tasks.read_text().split()):
            found |= {child} | descendants(child)
    return found


def watch(process_ids: Iterable[int]) -> list[int]:
    """Return a descriptor for each process, by which its end can be awaited."""
    return [os.pidfd_open(process_id) for process_id in process_ids]


def all_end(descriptors: list[int], seconds: float) -> bool:
    """Return whether every watched process ends within `seconds`. Closes the descriptors."""
    deadline = monotonic() + seconds
    left = set(descriptors)
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    while left and monotonic() < deadline:
        for descriptor, _ in poll.poll((deadline - monotonic()) * 1000):
            poll.unregister(descriptor)
            left.discard(descriptor)
    for descriptor in descriptors:
        os.close(descriptor)
    return not left
