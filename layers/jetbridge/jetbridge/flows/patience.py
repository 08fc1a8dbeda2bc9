"""Waiting at an operator's terminal for what the workers do."""

from collections.abc import Callable
from typing import Final

from jetbridge.model.system import Pause

PATIENCE: Final = 60
"""Seconds for which an operator's command waits for the workers."""
_EACH: Final = 3.0


def wait_while(pause: Pause, goes_on: Callable[[], bool], seconds: int = PATIENCE) -> None:
    """Wait until nothing goes on any more, for a minute at most."""
    waited = 0.0
    while waited < seconds and goes_on():
        pause.pause(_EACH)
        waited += _EACH
