"""Enboarder's reports: what was launched, by which a lost answer is settled.

Source: the partner's help pages on reporting. The list of definitions comes first, then what was
launched of each, both in pages that a `nextKey` joins. No filter by externalid is published.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder.api import Api


@record
class ReportPage:
    """One page of a report. `next_key` is empty on the last one."""

    records: tuple[Mapping[str, object], ...]
    next_key: str


def definitions_request(api: Api, token: Secret, next_key: str = "") -> HttpRequest:
    """Build the request for the workflow definitions: harmless, it proves that we may call."""
    path = f"{api.reports}/workflows{_query(next_key)}"
    return api.call("GET", path, token, operation="reports/workflows")


def launched_request(api: Api, definition: str, token: Secret, next_key: str = "") -> HttpRequest:
    """Build the request for what was launched of one definition."""
    path = f"{api.reports}/workflows/{quote(definition, safe='')}/data{_query(next_key)}"
    return api.call("GET", path, token, operation="reports/workflows/{id}/data")


def read_page(response: HttpResponse) -> ReportPage | None:
    """Read a page; None where the answer is not one."""
    body = response.json()
    if not response.is_success or not isinstance(body, dict):
        return None
    items, next_key = body.get("items"), body.get("nextKey")
    if not isinstance(items, list):
        return None
    records = tuple(item for item in items if isinstance(item, dict))
    return ReportPage(records, next_key if isinstance(next_key, str) else "")


def is_of(record: Mapping[str, object], externalid: str) -> bool:
    """Return whether a record is of the workflow under `externalid`."""
    return externalid in (record.get("externalid"), record.get("externalId"))


def _query(next_key: str) -> str:
    return f"?{urlencode({'nextKey': next_key})}" if next_key else ""
