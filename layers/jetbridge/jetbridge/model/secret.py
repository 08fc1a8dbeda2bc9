"""A string that does not print itself."""

import hmac
from typing import Final, override


class Secret:
    """Secret material in memory: a client secret, a token, a link.

    Formatting, `repr`, `str` and pickling never show the value; only `reveal` does,
    so every place where a secret leaves the process can be found by searching for it.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Wrap `value`, of any length."""
        self._value: Final = value

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._value

    @override
    def __repr__(self) -> str:
        return "Secret(…)"

    @override
    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    @override
    def __hash__(self) -> int:
        return hash(self._value)

    @override
    def __reduce__(self) -> str:
        msg = "a Secret is not serialised"
        raise TypeError(msg)
