"""A deployment with several tenants whose people are verified at one Incode."""

from dataclasses import dataclass, field, replace
from typing import Final

from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile, work
from jetbridge.model.identity import Identity
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_request import Answer
from jetbridge.model.scopes import EVERY_TENANT, ClientKind, Scope
from jetbridge.partners.incode import ingest as incode_ingest
from jetbridge.partners.incode.api import Order
from jetbridge.store import keys, notifications, onboardings
from jetbridge.store.table import Put
from tests.fakes.context import World
from tests.fakes.partners.incode import Incode
from tests.support.incode import ORDER

EVERYBODYS: Final = Identity(
    "jb_ci_incode", ClientKind.PARTNER, EVERY_TENANT, frozenset({Scope.NOTIFICATIONS_WRITE})
)
"""Incode's client of the deployment: it speaks of every tenant's people."""


def client_of(tenant: str) -> Identity:
    """Return Incode's client of one tenant."""
    return replace(EVERYBODYS, client_id=f"jb_ci_{tenant}", tenant=tenant)


@dataclass
class Deployment:
    """A world, and the Incode that it asks."""

    names_interviews: bool = False
    world: World = field(default_factory=World)
    incode: Incode = field(default_factory=Incode)

    def __post_init__(self) -> None:
        """Ask Incode."""
        self.incode.names_interviews = self.names_interviews
        self.world.http = self.incode

    @property
    def sent(self) -> list[str]:
        """The ids of ours that Incode was sent, in order."""
        return [each.external_id for each in self.incode.sessions]

    def ask(
        self, tenant: str = "acme", external_id: str | None = "job-77", key: str | None = None
    ) -> Answer:
        """Request an onboarding as a client of the tenant."""
        caller = Identity(f"jb_ci_{tenant}", ClientKind.API, tenant, frozenset(Scope))
        order: Order = replace(ORDER, external_customer_id=external_id)
        return onboard.request(self.world.context(), caller, order, idempotency_key=key)

    def onboarding(self, known: Answer | Onboarding) -> Onboarding:
        """Return an onboarding as it is now."""
        named = known.onboarding if isinstance(known, Answer) else known
        found = onboardings.get(self.world.table, named.id)
        assert found
        return found

    def tell(
        self,
        event: str,
        interview: str,
        external_id: str | None = None,
        by: Identity = EVERYBODYS,
    ) -> None:
        """Have Incode send an event, of the generation that its name belongs to."""
        kind = "eventType" if event.startswith("SESSION") else "onboardingStatus"
        document: dict[str, object] = {"interviewId": interview, kind: event}
        if external_id is not None:
            document["externalCustomerId"] = external_id
        incode_ingest.receive(self.world.context(), by, document)

    def work(self) -> None:
        """Do what the queue holds now, and what that puts into it at once."""
        for _ in range(20):
            messages, self.world.queue.sent = self.world.queue.sent, []
            for message, delay in messages:
                if delay:
                    self.world.queue.sent.append((message, delay))
                else:
                    work.do(self.world.context(), message)
            if all(delay for _, delay in self.world.queue.sent):
                return

    def pass_time(self, seconds: int) -> None:
        """Let time pass at once: what was delayed is done, and the reconciler runs."""
        self.world.clock.advance(seconds)
        self.world.queue.sent = [(message, 0) for message, _ in self.world.queue.sent]
        self.work()
        reconcile.run(self.world.context())
        self.work()

    def stored(self, *statuses: NotificationStatus) -> list[Notification]:
        """Return what is stored of Incode's notifications."""
        return [
            each
            for status in statuses or NotificationStatus
            for each in notifications.listing(self.world.table, "incode", status, limit=100)[0]
        ]

    def of_an_old_release(self, tenant: str, external_id: str, number: int = 1) -> Onboarding:
        """Store an onboarding as an old release did: under the caller's id, free or not."""
        known = replace(
            self.ask("seed", f"seed-{tenant}-{number}").onboarding,
            id=f"onb_{tenant}_{number}",
            tenant=tenant,
            external_customer_id=external_id,
            correlation_id="",
            interview_id="",
            version=0,
        )
        old = keys.old_lookup("incode", "external", external_id, known.id)
        lead = {"pk": old.pk, "sk": old.sk, "onboarding_id": known.id}
        self.world.table.write(*onboardings.create(known), Put(lead))
        return onboardings.stored(known)
