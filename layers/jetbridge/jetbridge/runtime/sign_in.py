"""The service at which people sign in, as the functions with browsers reach it."""

from jetbridge.flows.context import Context
from jetbridge.runtime import compose
from jetbridge.web.provider import IdentityProvider

_made: list[tuple[Context, IdentityProvider]] = []


def provider() -> IdentityProvider:
    """Return the sign-in service; what it has published is kept as long as the context is."""
    context = compose.context()
    if not _made or _made[0][0] is not context:
        made = IdentityProvider(context.http, context.clock, context.settings)
        _made[:] = [(context, made)]
    return _made[0][1]
