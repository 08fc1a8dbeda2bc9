"""Secrets in memory."""

from collections.abc import Mapping

from jetbridge.vault.secrets import (
    Members,
    SecretDeniedError,
    SecretNotReadError,
    SecretUnavailableError,
)


class MemorySecrets:
    """A `Secrets` in this process, which keeps what it read first.

    So does the real one, within its time to live. `reads` lists the ids read from behind the
    memory, in order. While `is_down`, none can be read.
    """

    is_down = False

    def __init__(self, secrets: Mapping[str, Members]) -> None:
        self._stored = {secret_id: dict(members) for secret_id, members in secrets.items()}
        self._kept: dict[str, Members] = {}
        self._denied: set[str] = set()
        self.reads: list[str] = []

    def put(self, secret_id: str, members: Members) -> None:
        """Store another value, which the next fresh (or first) read sees."""
        self._stored[secret_id] = dict(members)

    def remove(self, secret_id: str) -> None:
        """Make the secret unreadable from now on; what is kept stays."""
        del self._stored[secret_id]

    def deny(self, secret_id: str) -> None:
        """Let the secret be read by others only from now on; what is kept stays."""
        self._denied.add(secret_id)

    def get(self, secret_id: str, *, fresh: bool = False) -> Members:
        """Return the secret's members; `fresh` reads past the memory."""
        if fresh or secret_id not in self._kept:
            self.reads.append(secret_id)
            if self.is_down:
                raise SecretNotReadError(secret_id, "cannot be read (InternalServiceError)")
            if secret_id in self._denied:
                raise SecretDeniedError(secret_id, "cannot be read (AccessDeniedException)")
            if secret_id not in self._stored:
                raise SecretUnavailableError(secret_id, "no such secret")
            self._kept[secret_id] = dict(self._stored[secret_id])
        return self._kept[secret_id]
