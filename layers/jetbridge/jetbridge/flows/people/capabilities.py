"""What a partner knows of persons, as their erasure sees it: a protocol a capability.

A module of a partner's folder has the functions and constants of a protocol, as described in
`jetbridge.flows.partner`. What a partner leaves out is an error, never taken for nothing.
"""

from collections.abc import Collection, Iterator
from typing import Protocol, cast

from jetbridge.flows.context import Context
from jetbridge.model import registry
from jetbridge.model.erasure import Known, Name
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.partner import Capability
from jetbridge.store.table import Key, Table


class NotifiedPersons(Protocol):
    """Which person a partner's notifications are about: the module `notified_persons`."""

    @property
    def TELLS_MORE(self) -> bool:  # noqa: N802 - a constant of the module
        """Whether the names in a notification about a person are that person's, too."""

    def named(self, notification: Notification, company: str) -> frozenset[Name]:
        """Return by which names a notification says whom it is about.

        `company` is the company whose connection it came through, empty where there is none.
        """

    def is_refused(self, context: Context, notification: Notification) -> bool:
        """Return whether a notification is about an erased person: then it is not even stored.

        What takes a look at more than names to be known is stored, and dropped by the worker.
        """

    def is_erased(self, context: Context, notification: Notification) -> bool:
        """Return whether a stored notification is about an erased person."""

    def forget(self, context: Context, notification: Notification) -> None:
        """Erase what a notification about an erased person leads to, before it is removed.

        Raises:
            ConditionFailedError: something has written it at this moment.
        """

    def waiting(self, notification: Notification) -> tuple[Key, ...]:
        """Return the keys of the items that have a notification wait for what it is about."""

    def is_about(
        self, context: Context, known: Known, notification: Notification, named: frozenset[Name]
    ) -> bool:
        """Return whether a notification with the names `named` is about a person.

        `known` is what is known of the person by now; it is asked again once more is.
        """

    def is_known_to_all(self, table: Table, name: Name, onboarding_ids: Collection[str]) -> bool:
        """Return whether the deployment's own client at the partner knows a person by a name.

        Then what it says of that name is the person's, whichever tenant it is about.
        `onboarding_ids` are the person's.
        """


class OnboardedPersons(Protocol):
    """By what a partner knows the person of an onboarding: the module `onboarded_persons`."""

    @property
    def MAY_RUN(self) -> frozenset[Status]:  # noqa: N802 - a constant of the module
        """The statuses in which something may go on at the partner that can be cancelled."""

    def ids(self, onboarding: Onboarding) -> Iterator[tuple[str, str]]:
        """Yield by what the partner finds the person: what each id is, and the id itself."""

    def named(
        self, table: Table, onboarding: Onboarding, among: Collection[str]
    ) -> frozenset[Name]:
        """Return by which names the partner's notifications mean an onboarding.

        And no other onboarding, except those `among` the person's own, by our ids.
        """

    def external_ids(self, candidate_id: str, jobs: Collection[str]) -> frozenset[str]:
        """Return the external ids by which a request names a candidate, for any of the `jobs`."""


def notified_persons(name: str) -> NotifiedPersons:
    """Return which persons a partner's notifications are about.

    Raises:
        LookupError: there is no such partner, or it does not say.
    """
    module = registry.partner(name).module(Capability.NOTIFIED_PERSONS)
    return cast("NotifiedPersons", module)


def onboarded_persons(name: str) -> OnboardedPersons:
    """Return by what a partner knows the persons whom it onboards.

    Raises:
        LookupError: there is no such partner, or it does not say.
    """
    module = registry.partner(name).module(Capability.ONBOARDED_PERSONS)
    return cast("OnboardedPersons", module)
