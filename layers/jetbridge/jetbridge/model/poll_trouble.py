"""What keeps a poll from its end: since when, and whether others were told. Pure rules.

It is kept as settings of the connection, by the names of `jetbridge.model.company_settings`.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.company_settings import (
    POLL_TROUBLE,
    POLL_TROUBLE_SINCE,
    POLL_TROUBLE_TOLD,
)

FAILING_AFTER: Final = 3_600
"""Seconds after which others are told of a poll that does not come to the end of the list."""


def troubled(settings: Mapping[str, str], why: str, now: int, *, hopeless: bool) -> dict[str, str]:
    """Return the settings after a poll stopped. `hopeless`: nothing is left that it could try."""
    since = settings.get(POLL_TROUBLE_SINCE) or str(now)
    is_told = POLL_TROUBLE_TOLD in settings or hopeless or now - int(since) >= FAILING_AFTER
    told = {POLL_TROUBLE_TOLD: "yes"} if is_told else {}
    return {**settings, POLL_TROUBLE: why, POLL_TROUBLE_SINCE: since, **told}


def over(settings: Mapping[str, str], why: str) -> dict[str, str]:
    """Return the settings after a poll came to the end; `why` is what was wrong all the same."""
    gone = {POLL_TROUBLE, POLL_TROUBLE_SINCE, POLL_TROUBLE_TOLD}
    rest = {name: value for name, value in settings.items() if name not in gone}
    return rest | ({POLL_TROUBLE: why} if why else {})
