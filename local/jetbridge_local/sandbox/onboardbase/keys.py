"""API keys, each with the passphrase under which its holder exchanges secrets."""

import secrets
import string
import threading
from dataclasses import dataclass, field
from typing import Final

from jetbridge.model.system import Clock

_LETTERS: Final = string.ascii_uppercase + string.digits
_KEY_LENGTH: Final = 22
_PASSPHRASE_LENGTH: Final = 9

RESOURCES: Final = ("secrets", "projects", "teams")
SCOPES: Final = frozenset(
    f"{verb}.{resource}"
    for resource in RESOURCES
    for verb in ("manage", "read", "create", "update", "delete")
)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key and its passphrase. `expires_at` is in Unix seconds."""

    api_key: str = field(repr=False)
    passphrase: str = field(repr=False)
    scopes: tuple[str, ...]
    expires_at: int

    def may(self, verb: str, resource: str) -> bool:
        """Return whether the key's scopes allow `verb` on `resource`; `manage` allows all."""
        return bool({f"{verb}.{resource}", f"manage.{resource}"} & set(self.scopes))


class Keys:
    """The keys that were handed out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, ApiKey] = {}

    def issue(self, scopes: tuple[str, ...], lifetime: int) -> ApiKey:
        """Make a key that lives for `lifetime` seconds."""
        key = ApiKey(
            api_key=_random(_KEY_LENGTH),
            passphrase=_random(_PASSPHRASE_LENGTH),
            scopes=scopes,
            expires_at=self._clock.now() + lifetime,
        )
        with self._lock:
            self._keys[key.api_key] = key
        return key

    def find(self, api_key: str) -> ApiKey | None:
        """Return a key that has not ended."""
        with self._lock:
            key = self._keys.get(api_key)
        return key if key is not None and self._clock.now() < key.expires_at else None

    def clear(self) -> None:
        """Forget every key."""
        with self._lock:
            self._keys.clear()

    def view(self) -> list[dict[str, object]]:
        """Return the keys as JSON, passphrases included."""
        with self._lock:
            return [
                {
                    "api_key": key.api_key,
                    "passphrase": key.passphrase,
                    "scopes": list(key.scopes),
                    "expires_at": key.expires_at,
                }
                for key in self._keys.values()
            ]


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
