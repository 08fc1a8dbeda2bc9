"""What a partner can do, as the use cases see it: a protocol a capability.

A partner's folder has a module for each of its capabilities, named as the capability is
(`jetbridge.model.registry`), with the functions of the protocol. Whatever is one partner's alone
stays behind them. What a partner does about connections, persons and work of its own is in the
modules `capabilities` of those folders.
"""

from typing import Any, Protocol, cast

from jetbridge.flows.context import Context
from jetbridge.flows.notification.finding import Finding
from jetbridge.model import registry
from jetbridge.model.connection import Connection
from jetbridge.model.errors import ApiProblem
from jetbridge.model.hiring import Answer, NotAHire, Readiness, Standing, Unread
from jetbridge.model.identity import Identity
from jetbridge.model.journey import Journey
from jetbridge.model.journey_events import Outcome
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.onboarding_request import Answer as Requested
from jetbridge.model.onboarding_request import Asked
from jetbridge.model.partner import Capability
from jetbridge.model.settings import Settings
from jetbridge.store.table import Write
from jetbridge.web.orders import Order, ReadsOrders


class Notifies(Protocol):
    """A partner that sends notifications: the module `notification` of its folder."""

    def handle(self, context: Context, notification: Notification) -> Finding | None:
        """Return what acting on a stored notification comes to, None: it is too early."""


def notifies(name: str) -> Notifies:
    """Return what a partner does about its notifications.

    Raises:
        LookupError: there is no such partner, or it sends none.
    """
    return cast("Notifies", registry.partner(name).module(Capability.NOTIFIES))


class HiringSystem(Protocol):
    """A partner whose hires begin journeys: the module `hiring_system` of its folder.

    `connection` is that of the company, and can be used unless a function says otherwise.
    """

    def standing(
        self, context: Context, connection: Connection, candidate_id: str, job_id: str, /
    ) -> Standing:
        """Return how the application of a candidate for a job stands now. Nothing is kept of it."""

    def readiness(
        self, context: Context, connection: Connection, candidate_id: str, job_id: str, /
    ) -> Readiness | NotAHire | Unread:
        """Return whether a hire is shown as ready to onboard."""

    def hire(
        self, context: Context, connection: Connection, candidate_id: str, job_id: str, /
    ) -> Answer:
        """Return the documents of a hire, which a policy's fields are made of."""

    def report(
        self, context: Context, connection: Connection, journey: Journey, status: str, /
    ) -> Outcome:
        """Report an onboarding status, one of `jetbridge.model.partner.Reports`.

        It may be reported twice. What comes back names the fault of a refusal, and no person.
        """

    def policy_changed(self, context: Context, connection: Connection, /) -> None:
        """Look for hires now: the tenant has a new policy. `connection` may be of any status.

        Raises:
            WriteConflictError: the connection was being written all the while.
        """


def hiring_system(name: str) -> HiringSystem:
    """Return what a partner does as a hiring system.

    Raises:
        LookupError: there is no such partner, or it is none.
    """
    return cast("HiringSystem", registry.partner(name).module(Capability.HIRING_SYSTEM))


class Onboards[Ordered: Order](ReadsOrders, Protocol):
    """A partner of which onboardings are requested: the module `onboarding` of its folder."""

    def request(self, context: Context, asked: Asked, order: Ordered) -> Requested:
        """Request an onboarding, or answer a repeat as the first time.

        Args:
            context: the ports.
            asked: who asks, and how the request is recognised when it comes again.
            order: what `read_order` has read.

        Raises:
            OnboardingError: there is none.
        """

    def problem(self, error: OnboardingError) -> ApiProblem:
        """Return why `request` has led to none, in the words that the route's caller reads."""


class Launches(Protocol):
    """A partner whose onboardings are workflows: the module `launching` of its folder."""

    def settle(self, context: Context, onboarding: Onboarding) -> Onboarding:
        """Look up a launch whose outcome is unknown, and return the onboarding as it is then.

        Raises:
            OnboardingError: the tenant is no longer connected, or it cannot be looked up now.
        """

    def look_up_later(self, context: Context, onboarding: Onboarding) -> None:
        """Have a launch looked up whose outcome has become unknown."""

    def enqueue_again(self, context: Context, onboarding: Onboarding) -> None:
        """Put a queued launch into the queue once more, which may have been lost there."""

    def cancel(self, context: Context, identity: Identity, onboarding_id: str) -> Onboarding:
        """Cancel a workflow, and all that runs of it; what is cancelled stays so.

        Raises:
            OnboardingError: it runs no workflow, the partner refuses it, or it may be repeated.
        """


class GivesVerdicts(Protocol):
    """A partner that is asked what became of a verification: the module `verdicts`.

    The job that asks is called `check_` and the partner's name (`Works`).
    """

    def is_asked(self, settings: Settings, /) -> bool:
        """Return whether the deployer has said how the partner is asked."""

    def watch(self, context: Context, onboarding: Onboarding) -> tuple[Write, ...]:
        """Return the write that has the partner asked about an onboarding, if it is not yet."""


def onboards(name: str) -> Onboards[Any]:
    """Return how onboardings are requested of a partner.

    Raises:
        LookupError: there is no such partner, or none are.
    """
    return cast("Onboards[Any]", registry.partner(name).module(Capability.ONBOARDS))


def launches(name: str) -> Launches:
    """Return what a partner does about workflows.

    Raises:
        LookupError: there is no such partner, or it runs none.
    """
    return cast("Launches", registry.partner(name).module(Capability.LAUNCHES))


def gives_verdicts(name: str) -> GivesVerdicts:
    """Return how a partner is asked for verdicts.

    Raises:
        LookupError: there is no such partner, or it is not asked.
    """
    return cast("GivesVerdicts", registry.partner(name).module(Capability.GIVES_VERDICTS))


def is_any_asked(settings: Settings) -> bool:
    """Return whether any partner is asked for verdicts."""
    partners = registry.every(Capability.GIVES_VERDICTS)
    return any(gives_verdicts(each.name).is_asked(settings) for each in partners)
