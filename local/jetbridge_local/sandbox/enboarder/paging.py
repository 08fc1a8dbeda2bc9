"""Lists that go on under a `nextKey`."""

import base64
import binascii

from jetbridge_local.sandbox.enboarder.errors import ApiError


def page[T](items: list[T], size: int, next_key: str) -> tuple[list[T], str]:
    """Return `size` items from `next_key` on (empty: from the first), and the next key or "".

    Raises:
        ApiError: the key is none of ours.
    """
    start = _start(next_key) if next_key else 0
    more = start + size < len(items)
    key = base64.urlsafe_b64encode(str(start + size).encode()).decode() if more else ""
    return items[start : start + size], key


def _start(next_key: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(next_key))
    except (binascii.Error, ValueError):
        raise ApiError("Error: nextKey is invalid") from None
