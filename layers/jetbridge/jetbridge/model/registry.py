"""Which partners there are.

The only place outside a partner's own folder, its settings and its functions' routes that names it.
What an entry says, and what a capability is: `jetbridge.model.partner`.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from jetbridge.model import secret_names
from jetbridge.model.erasure import NameKind
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.partner import Capability, Partner, Reports, Requests
from jetbridge.model.policy import Delivery, StepKind


def _ours(  # noqa: PLR0913 - the facts, each by its name
    name: str,
    title: str,
    *capabilities: Capability,
    step: StepKind | None = None,
    reports: Reports | None = None,
    requests: Requests | None = None,
    candidate_ids: Mapping[NameKind, str] | None = None,
    jobs: Collection[str] = (),
    keep_alive_after: int | None = None,
    secret_names: Collection[str] = (),
    connect_path: str = "",
    consent_path: str = "",
    addresses: Mapping[str, str] | None = None,
) -> Partner:
    package = f"jetbridge.partners.{name}"
    held, ids = frozenset(capabilities), candidate_ids or {}
    return Partner(
        name,
        title,
        package,
        held,
        step,
        reports,
        requests,
        ids,
        jobs=frozenset(jobs),
        keep_alive_after=keep_alive_after,
        secret_names=frozenset(secret_names),
        connect_path=connect_path,
        consent_path=consent_path,
        addresses=addresses or {},
    )


_REGISTERED: Final[dict[str, Partner]] = {}


def _add(added: Partner) -> None:
    """Register one more partner.

    Raises:
        ValueError: there is a partner of this name, or one that has a job of the same name.
    """
    if added.name in _REGISTERED:
        raise ValueError(f"a partner of the name {added.name} is registered")
    for each in _REGISTERED.values():
        if each.jobs & added.jobs:
            twice = ", ".join(sorted(each.jobs & added.jobs))
            raise ValueError(f"the partners {each.name} and {added.name} both have jobs {twice}")
    _REGISTERED[added.name] = added
    secret_names.add(added.secret_names)  # for good: what was a secret stays one


for _each in (
    _ours(
        "smartrecruiters",
        "SmartRecruiters",
        Capability.CONNECTS,
        Capability.LIFECYCLE,
        Capability.POLLED,
        Capability.WORKS,
        Capability.OWN_CREDENTIALS,
        Capability.NOTIFIES,
        Capability.NOTIFIED_PERSONS,
        Capability.HIRING_SYSTEM,
        Capability.SAMPLE_HIRE,
        step=StepKind.REPORT,
        reports=Reports(
            steps=("READY_TO_ONBOARD", "ONBOARDING_SUCCESSFUL"),
            succeeded="ONBOARDING_SUCCESSFUL",
            failed="ONBOARDING_FAILED",
        ),
        candidate_ids={
            NameKind.CANDIDATE: "candidateId",
            NameKind.APPLICATION: "applicationId",
        },
        jobs=("exchange", "subscribe"),
        # It gives up what was not used for 28 days; a week remains for an outage.
        keep_alive_after=21 * 86_400,
        consent_path="/smartrecruiters/consent",
        addresses={
            "consentUrl": "/smartrecruiters/consent",
            "oauthTokenUrl": "/oauth/token",
            "callbackUrl": "/smartrecruiters/callback",
        },
    ),
    _ours(
        "incode",
        "Incode",
        Capability.WORKS,
        Capability.OWN_CREDENTIALS,
        Capability.NOTIFIES,
        Capability.NOTIFIED_PERSONS,
        Capability.ONBOARDED_PERSONS,
        Capability.ONBOARDS,
        Capability.GIVES_VERDICTS,
        step=StepKind.VERIFY,
        requests=Requests(
            sends=frozenset({Delivery.SMS, Delivery.EMAIL}),
            longest_link=24 * 90,
            about_person=frozenset({"loginHint", "name", "notification"}),
        ),
        jobs=("check_incode",),
        secret_names=("X-Incode-Hardware-Id",),
        addresses={"Destination URL": "/incode/webhooks"},
    ),
    _ours(
        "onboarder",
        "Onboarder",
        Capability.OWN_CREDENTIALS,
        Capability.ONBOARDED_PERSONS,
        Capability.ONBOARDS,
        Capability.CODE_FLOW,
        step=StepKind.VERIFY,
        requests=Requests(longest_link=24 * 7),
        addresses={"Redirect URI": "/connect/onboarder/callback"},
    ),
    _ours(
        "onboardbase",
        "Onboardbase",
        Capability.CONNECTS,
        Capability.OWN_CREDENTIALS,
        connect_path="/connect/onboardbase",
        addresses={"Redirect URL": "/connect/onboardbase/callback"},
    ),
    _ours(
        "enboarder",
        "Enboarder",
        Capability.CONNECTS,
        Capability.WORKS,
        Capability.ONBOARDED_PERSONS,
        Capability.ONBOARDS,
        Capability.LAUNCHES,
        step=StepKind.LAUNCH,
        requests=Requests(
            about_person=frozenset({"employee", "customFields", "startDate"}),
            identifies=("/employee/externalId",),
        ),
        jobs=("launch", "settle_launch"),
    ),
):
    _add(_each)


class UnknownPartnerError(JetbridgeError, LookupError):
    """No partner of a stored name is registered: another release has stored it."""

    def __init__(self, name: str) -> None:
        """`name` is the partner's."""
        super().__init__(f"no partner {name!r} is registered")


def known(name: str) -> Partner | None:
    """Return a partner by a name that was stored, None where it is not registered any more.

    For what shows stored items. Whatever acts on them asks `partner`.
    """
    return _REGISTERED.get(name)


def partner(name: str) -> Partner:
    """Return a partner by its name.

    Raises:
        UnknownPartnerError: no partner has this name.
    """
    found = known(name)
    if found is None:
        raise UnknownPartnerError(name)
    return found


def every(capability: Capability | None = None) -> tuple[Partner, ...]:
    """Return the partners, in the order of registration; with `capability` those that have it."""
    return tuple(
        each for each in _REGISTERED.values() if capability is None or each.has(capability)
    )


def hiring_system() -> Partner:
    """Return the partner whose hires begin journeys.

    Raises:
        LookupError: there are several, and neither a journey nor its timeline says which is meant.
    """
    found, *more = every(Capability.HIRING_SYSTEM)
    if more:
        raise LookupError("several hiring systems are registered")
    return found


def reports(name: str) -> Reports:
    """Return the statuses that a hiring system is told.

    Raises:
        LookupError: there is no such partner, or it is none.
    """
    found = partner(name).reports
    if found is None:
        raise LookupError(f"the partner {name} is told no onboarding status")
    return found


def requests(name: str) -> Requests:
    """Return what a step's request for an onboarding may say.

    Raises:
        LookupError: there is no such partner, or no step requests onboardings of it.
    """
    found = partner(name).requests
    if found is None:
        raise LookupError(f"no step requests onboardings of the partner {name}")
    return found


def of_steps(kind: StepKind) -> tuple[str, ...]:
    """Return the names of the partners that steps of a kind ask, as they are registered."""
    return tuple(each.name for each in every() if each.step is kind)


@contextmanager
def registered(added: Partner) -> Iterator[None]:
    """Have one more partner for as long as the context lasts: how a partner of one's own is tried.

    Raises:
        ValueError: there is a partner of this name, or one that has a job of the same name.
    """
    _add(added)
    try:
        yield
    finally:
        del _REGISTERED[added.name]
