"""Which items of a list a client asks for, by the query parameters of the list."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

from jetbridge.model import connection, journey, onboarding, registry
from jetbridge.model.errors import Violation
from jetbridge.model.partner import Capability
from jetbridge.web import instants
from jetbridge.web.request import Request
from jetbridge.web.request_rules import malformed
from jetbridge.web.resources import PAGING

_MAX_ID: Final = 255
_NAMES: Final = {
    "status": "status",
    "partner": "partner",
    "externalCustomerId": "external_customer_id",
    "applicationId": "application_id",
}
"""The attribute that a filter compares."""

type IsSought = Callable[[_Listed], bool]


class _Listed(Protocol):
    @property
    def updated_at(self) -> int: ...


def onboardings(request: Request) -> IsSought | None:
    """Return what tells whether an onboarding is sought; None: every one is.

    Raises:
        ApiProblem: 422, naming each filter whose value is none.
    """
    return _read(request, [*map(str, onboarding.Status)], _partners(Capability.ONBOARDS))


def journeys(request: Request) -> IsSought | None:
    """Return what tells whether a journey is sought; None: every one is. Raises as `onboardings`.

    The candidate is not looked at: who has one finds the journeys by it.
    """
    return _read(request, [*map(str, journey.Status)], [])


def connections(request: Request) -> IsSought | None:
    """Return what tells whether a connection is sought; None: every one is.

    Raises as `onboardings`.
    """
    return _read(request, [*map(str, connection.Status)], _partners(Capability.CONNECTS))


def _partners(capability: Capability) -> list[str]:
    return sorted(each.name for each in registry.every(capability))


def _read(request: Request, statuses: list[str], partners: list[str]) -> IsSought | None:
    given = {name: value for name, value in request.query if name not in PAGING}
    faults = [*_faults(given, {"status": statuses, "partner": partners})]
    if faults:
        raise malformed(*faults)
    wanted = {_NAMES[name]: value for name, value in given.items() if name in _NAMES}
    since = instants.read(given["updatedAfter"]) if "updatedAfter" in given else None
    if not wanted and since is None:
        return None

    def is_sought(thing: _Listed) -> bool:
        same = all(getattr(thing, name) == value for name, value in wanted.items())
        return same and (since is None or thing.updated_at >= since)

    return is_sought


def _faults(given: Mapping[str, str], words: Mapping[str, list[str]]) -> Iterable[Violation]:
    for name, value in given.items():
        if name in words and value not in words[name]:
            yield _fault(name, f"Must be one of {', '.join(words[name])}.")
        elif name == "updatedAfter" and instants.read(value) is None:
            yield _fault(name, "Must be a time of RFC 3339, such as 2026-11-22T02:16:20Z.")
        elif not 1 <= len(value) <= _MAX_ID:
            yield _fault(name, f"Must have 1 to {_MAX_ID} characters.")


def _fault(name: str, rule: str) -> Violation:
    return Violation(name, "query_parameter", rule)
