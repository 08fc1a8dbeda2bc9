"""Going on with the others where an item of a list cannot be read, and saying so."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from jetbridge.model.metrics import Meter, Metric
from jetbridge.store.listing import left_out

logger = logging.getLogger(__name__)

_OUR_IDS: Final = frozenset({"CLIENT", "CONNECTION", "JOURNEY", "ONBOARDING"})
"""Kinds of items whose id was made here: it is no partner's, and says nothing of a person."""


@contextmanager
def passing_over(meter: Meter) -> Iterator[None]:
    """Have lists leave out what cannot be read; log its kinds and ids of ours, and count it."""
    with left_out() as broken:
        yield
    if broken:
        kinds = sorted({each.kind for each in broken.values()})
        ids = sorted(each.id for each in broken.values() if each.kind in _OUR_IDS)
        extra = {"kinds": kinds, "items": len(broken), "ids": ids}
        logger.error("items passed over", extra=extra)
        meter.count(Metric.UNEXPECTED_ERROR)
