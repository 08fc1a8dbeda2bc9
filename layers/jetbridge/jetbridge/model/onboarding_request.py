"""A request for an onboarding: how it is recognised when it comes again, and its answer."""

from jetbridge.model.identity import Identity
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.record import record
from jetbridge.model.secret import Secret


@record
class Answer:
    """An onboarding and, for the caller who requested it, its link.

    `warning` is what the partner said beside its yes, in its own words.
    """

    onboarding: Onboarding
    link: Secret | None
    warning: str = ""


@record
class Asked:
    """Who asks, under which idempotency key, and the digest that tells the request from others.

    `former` is the digest that a release before normalisation stored of the same request.
    `base_url` is our own origin, for a link that leads to us. `journey` is the one that asks, if
    one does. `found` is the onboarding that the key led to, or None, where it was looked up before;
    else it is empty.
    """

    identity: Identity
    key: str | None
    digest: str
    former: str = ""
    base_url: str = ""
    journey: Journey | None = None
    found: tuple[Onboarding | None, ...] = ()

    @property
    def journey_id(self) -> str:
        """The journey that asks, empty where an API client does."""
        return self.journey.id if self.journey else ""

    @property
    def claim(self) -> int | None:
        """The asking journey's claim, if one asks (`jetbridge.store.journeys.standing`)."""
        return self.journey.claims if self.journey else None

    def is_of(self, onboarding: Onboarding) -> bool:
        """Return whether an onboarding was made by the same request."""
        return bool(onboarding.digest) and onboarding.digest in (self.digest, self.former)
