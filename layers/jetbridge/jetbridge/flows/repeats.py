"""Requests that make something, and that may come again under an `Idempotency-Key`.

What was made says by which request, so that no record of requests is needed: a key is good for as
long as what it has made.
"""

from base64 import urlsafe_b64encode

from jetbridge.flows.onboarding.refusals import key_reused
from jetbridge.store import keys


def handle(tenant: str, what: str, key: str) -> str:
    """Return the name that a tenant's key gives to what is made under it, as `Ids.handle` would."""
    drawn = bytes.fromhex(keys.within(tenant, what, key))[:12]
    return urlsafe_b64encode(drawn).decode()


def made_for(request: str, key: str | None) -> str:
    """Return what tells a request that makes something from others; empty without a key."""
    return f"{keys.digest(key)} {keys.digest(request)}" if key else ""


def is_same_key(known: str, wanted: str) -> bool:
    """Return whether something was made under the key that a request has.

    Raises:
        ApiProblem: 422, by another request.
    """
    if not wanted or known.partition(" ")[0] != wanted.partition(" ")[0]:
        return False
    if known != wanted:
        raise key_reused()
    return True
