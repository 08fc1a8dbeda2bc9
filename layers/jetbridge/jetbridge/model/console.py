"""Who works in the console: roles, and the session of who has signed in there."""

from enum import StrEnum
from typing import Final

from jetbridge.model.record import record

CALLBACK_PATH: Final = "/console/signed-in"
"""Where the sign-in service sends the browser back."""
ROOT: Final = "/console"

FRESH: Final = 300
"""Seconds after a sign-in in which it counts as fresh: what cannot be undone asks for one."""
SEEN_EVERY: Final = 60
"""Seconds between two writes that say that a session is in use."""


class Role(StrEnum):
    """What a person may do in the console, the least first."""

    VIEWER = "viewer"
    """Read what is of their tenant."""
    ADMIN = "admin"
    """Change what is of their tenant."""
    OPERATOR = "operator"
    """Work for the deployment: every tenant, and what is no tenant's."""


_RANK: Final = {role: rank for rank, role in enumerate(Role)}


def roles_of(claim: object) -> tuple[Role, ...]:
    """Return the roles that a claim names: a list, or a text with blanks or commas between them.

    Words that are no roles are passed over. Nothing else than such a claim gives a role.
    """
    words = claim.replace(",", " ").split() if isinstance(claim, str) else claim
    if not isinstance(words, list):
        return ()
    return tuple(role for role in Role if role in words)


@record
class Session:
    """A person who is signed in. Times are Unix seconds.

    `subject` is the sign-in service's, `tenant` whose organisation they act for, empty where it
    names none. `signed_in_at` is when they last gave their credentials, 0 where the service does
    not say. The session ends at `ends_at`, and before that at `expires_at` unless it is used.
    `pressed` names the form that was sent last, at `pressed_at`; `led_to` is the path that shows
    what came of it, None for as long as it is being done.
    """

    subject: str
    name: str
    tenant: str
    roles: tuple[Role, ...]
    signed_in_at: int
    seen_at: int
    expires_at: int
    ends_at: int
    pressed: str | None = None
    pressed_at: int | None = None
    led_to: str | None = None

    @property
    def actor(self) -> str:
        """Who acts, as the audit trail has it."""
        return f"person:{self.subject}"

    @property
    def is_operator(self) -> bool:
        """Whether the person works for the deployment."""
        return Role.OPERATOR in self.roles

    def role_for(self, tenant: str) -> Role | None:
        """Return what the person is for a tenant; None: nothing.

        Where `tenant` is empty, it is what they are at all.
        """
        if self.is_operator:
            return Role.OPERATOR
        if tenant not in ("", self.tenant):
            return None
        return max(self.roles, key=_RANK.__getitem__, default=None)

    def is_fresh(self, now: int) -> bool:
        """Return whether the person has given their credentials just now."""
        return now - self.signed_in_at <= FRESH


def suffices(held: Role | None, needed: Role) -> bool:
    """Return whether a role may do what another one may."""
    return held is not None and _RANK[held] >= _RANK[needed]
