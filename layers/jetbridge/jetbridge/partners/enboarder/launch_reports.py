"""Whether Enboarder's reports show a workflow: how an unknown outcome is settled."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from jetbridge.flows.connection.credentials import SealedPair
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.outcome import Cause, Done, NotPerformed
from jetbridge.model.ports import HttpRequest
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import reports
from jetbridge.partners.enboarder.credentials import account_api, account_pair

_CALLS: Final = 10
"""Pages that one look-up reads: what they do not show stays unknown."""
_ENDED: Final = ("cancel", "delete")
"""How the status of a workflow begins that was ended: it is not the one that was launched."""

type Build = Callable[[Secret, str], HttpRequest]
"""Makes the request for a page, of a token and the page's key."""


@record(frozen=False)
class _Reader:
    context: Context
    source: SealedPair
    left: int = _CALLS

    def records(self, build: Build) -> Iterator[Mapping[str, object]]:
        """Yield the records of a report, page by page, as long as there are calls left."""
        next_key, more = "", True
        while more and self.left:
            self.left -= 1
            page = self._page(_at(build, next_key))
            yield from page.records
            next_key, more = page.next_key, bool(page.next_key)

    def _page(self, build: Callable[[Secret], HttpRequest]) -> reports.ReportPage:
        sent = self.context.broker.send(self.source, build)
        page = reports.read_page(sent.value) if isinstance(sent, Done) else None
        if page is None:
            raise OnboardingError(NotPerformed(Cause.UNREACHABLE))
        return page


def _at(build: Build, next_key: str) -> Callable[[Secret], HttpRequest]:
    return lambda token: build(token, next_key)


def show(context: Context, connection: Connection, external_id: str) -> bool:
    """Return whether the reports show a workflow under our id that was not ended.

    Raises:
        OnboardingError: they cannot be read.
    """
    api = account_api(context, connection.settings)
    reader = _Reader(context, account_pair(context, connection))
    definitions = reader.records(partial(reports.definitions_request, api))
    for definition in [*definitions]:
        launched = partial(reports.launched_request, api, str(definition.get("id")))
        if any(_runs(record, external_id) for record in reader.records(launched)):
            return True
    return False


def _runs(record: Mapping[str, object], external_id: str) -> bool:
    ended = str(record.get("status", "")).lower().startswith(_ENDED)
    return reports.is_of(record, external_id) and not ended
