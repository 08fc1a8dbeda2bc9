"""A trace, as a caller names it."""

from typing import Final

TRACE: Final = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT: Final = "00f067aa0ba902b7"
GIVEN: Final = f"00-{TRACE}-{PARENT}-01"
"""The header with which a caller names it."""
SENT: Final = r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"
"""What a header of ours looks like."""
