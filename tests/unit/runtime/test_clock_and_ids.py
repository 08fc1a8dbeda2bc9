"""The ports that every process has."""

import re
import time

from jetbridge.runtime.clock import SystemClock
from jetbridge.runtime.ids import RandomIds


def test_the_clock_tells_whole_unix_seconds() -> None:
    """The machine's."""
    # GIVEN the machine's clock before and after
    before = int(time.time())
    # WHEN the port is asked
    now = SystemClock().now()
    # THEN it is in between
    assert before <= now <= int(time.time())


def test_ids_are_long_enough_and_never_the_same() -> None:
    """256 bits for secrets, 96 for handles, in base64url."""
    # GIVEN the real source
    ids = RandomIds()
    # WHEN a hundred of each are drawn
    tokens = {ids.token() for _ in range(100)}
    handles = {ids.handle() for _ in range(100)}
    # THEN each is whole and alone
    assert len(tokens) == len(handles) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{16}", handle) for handle in handles)
