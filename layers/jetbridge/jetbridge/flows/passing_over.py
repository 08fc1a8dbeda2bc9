"""Going on with the others where an item of a list cannot be read, and saying so."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from jetbridge.model.metrics import Meter, Metric
from jetbridge.store.listing import left_out

logger = logging.getLogger(__name__)


@contextmanager
def passing_over(meter: Meter) -> Iterator[None]:
    """Have lists leave out what cannot be read; log its kinds, and no id, and count it."""
    with left_out() as broken:
        yield
    if broken:
        kinds = sorted({each.kind for each in broken.values()})
        logger.error("items passed over", extra={"kinds": kinds, "items": len(broken)})
        meter.count(Metric.UNEXPECTED_ERROR)
