"""The receipt of a copy of one person's data. The copy itself is stored nowhere."""

from collections.abc import Mapping

from jetbridge.model.record import record


@record
class Export:
    """Who had a copy made, when, and of what. Holds no personal data.

    `made_at` is in Unix seconds. `counts` says how many things of each kind the copy has, and
    `about` names its journeys and onboardings by ids of ours, which stay after an erasure.
    """

    id: str
    tenant: str
    by: str
    made_at: int
    counts: Mapping[str, int]
    about: tuple[str, ...]
