"""A tenant's endpoints, as the operator or its own client sets them."""

import re
from collections.abc import Sequence
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import deliver, pauses, signing
from jetbridge.model import pause, trace
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.events import JOURNEY_TYPES, SCHEMA_VERSION
from jetbridge.model.ports import DomainEvent
from jetbridge.model.record import record, replace
from jetbridge.model.secret import Secret
from jetbridge.model.settings import Settings
from jetbridge.model.webhook import MAX_FURTHER, Directory, Endpoint, EndpointStatus
from jetbridge.store import endpoints, tenants
from jetbridge.web import return_urls
from jetbridge.web.redirects import https_host

TEST: Final = "webhook.test"
"""The type of the event that tells nothing, and shows whether an endpoint is there."""

_PUBLIC_NAME: Final = re.compile(r".*\.[a-z][a-z0-9-]*[a-z0-9]")
"""A name whose last label is no number: no resolver takes it for an address."""
_PRIVATE: Final = ("localhost", "local", "internal", "home.arpa", "lan")
"""Domains that mean something in private networks only (RFC 6761, RFC 6762, RFC 8375)."""


class NoEndpointError(JetbridgeError):
    """The endpoint cannot be like that. Says why."""


class TooManyEndpointsError(NoEndpointError):
    """The tenant has as many endpoints as it may."""


class AddressRefusedError(NoEndpointError):
    """Events may not be sent to the address. Says why."""


class NotToldError(NoEndpointError):
    """Nothing is sent to the endpoint at present. Says why."""


@record
class Stored:
    """An endpoint as it is stored, and its secret where that is a new one."""

    endpoint: Endpoint
    secret: Secret | None


def fault(url: str, settings: Settings) -> str:
    """Return why events may not be sent to `url`; empty where they may.

    The one strict reading of `jetbridge.web.redirects` holds here, too. Hosts are names: an
    address, in whatever notation, may be one of our own network. Loopback is for the local stack.
    """
    if return_urls.is_local(url, settings):
        return ""
    host = https_host(url)
    if not host:
        return "it must be an https URL on port 443, without user, fragment and escapes in the host"
    if not _PUBLIC_NAME.fullmatch(host):
        return "its host must be a name, not an address"
    if any(host.endswith(f".{domain}") for domain in _PRIVATE):
        return "its host is a private network's"
    return ""


def set_(  # noqa: PLR0913 - what an endpoint has
    context: Context,
    tenant: str,
    url: str,
    types: Sequence[str],
    *,
    known: Endpoint | None = None,
    listed: Directory | None = None,
    further: str = "",
    made_for: str = "",
    is_paused: bool | None = None,
) -> Stored:
    """Set where a tenant is told, and of what; without `types`, of everything.

    One that is there keeps its secret, and one that was disabled is told again.

    Args:
        context: the ports.
        tenant: whose endpoint.
        url: where it is told.
        types: of what.
        known: the endpoint that the caller saw, None for none.
        listed: the further endpoints that the caller saw; None for those that there are.
        further: what a new one is called that is not the tenant's first one.
        made_for: the digest of the request that makes it.
        is_paused: whether nothing is sent there for now; None leaves it as it is.

    Raises:
        NoEndpointError: the URL may not be called, there is no such event, or the tenant has as
            many endpoints as it may.
        ConditionFailedError: the tenant's endpoint, or the list, is not the one that they saw; or
            it is a new one, and the tenant is being offboarded.
    """
    if why := fault(url, context.settings):
        raise AddressRefusedError(f"events cannot be sent there: {why}")
    if unknown := sorted({*types} - JOURNEY_TYPES):
        raise NoEndpointError(f"{' '.join(unknown)} is not among {' '.join(sorted(JOURNEY_TYPES))}")
    now = context.clock.now()
    secret = None if known else signing.new_secret(context.ids)
    base = known or _new(context, _bare(context, tenant, url, further), secret)
    if not base.further:
        listed = Directory(tenant)
    elif listed is None:
        listed = endpoints.directory(context.table, tenant)
    if not known and len(listed.ids) >= MAX_FURTHER:
        raise TooManyEndpointsError(f"a tenant has {MAX_FURTHER + 1} endpoints at the most")
    if is_paused is not None:
        base = pause.paused(base, now) if is_paused else pause.resumed(base, now)
    after = replace(
        base,
        url=url,
        types=tuple(sorted({*types})),
        status=EndpointStatus.ACTIVE,
        failing_since=None,
        failure_told=False,
        updated_at=now,
        made_for=base.made_for or made_for,
    )
    # What is made while the tenant is being offboarded would stay behind.
    opened = () if known else (tenants.opened(tenant),)
    context.table.write(*endpoints.put(after, listed), *opened)
    if known and known.paused_at is not None and after.paused_at is None:
        pauses.have_ended(context, tenant, after.further)
    return Stored(endpoints.stored(after), secret)


def _bare(context: Context, tenant: str, url: str, further: str) -> Endpoint:
    """Return a new endpoint without secrets."""
    now, handle = context.clock.now(), "" if further else context.ids.handle()
    return Endpoint(tenant, url, (), "", now, now, further=further, handle=handle)


def _new(context: Context, bare: Endpoint, secret: Secret | None) -> Endpoint:
    """Return a new endpoint with its secret, sealed."""
    secrets = [(secret, None)] if secret else []
    sealed = signing.sealed(context.vault, bare.tenant, secrets, bare.further)
    return replace(bare, sealed_secrets=sealed)


def require_told(endpoint: Endpoint) -> None:
    """Make sure that something is sent to an endpoint: what is replayed there else is given up.

    Raises:
        NotToldError: nothing is, at present.
    """
    if endpoint.status is EndpointStatus.DISABLED:
        raise NotToldError("the endpoint is disabled: set it again first")
    if endpoint.paused_at is not None:
        raise NotToldError("the endpoint is paused: resume it first")


def remove(context: Context, endpoint: Endpoint) -> None:
    """Remove an endpoint. Pending deliveries are discarded.

    Raises:
        ConditionFailedError: it, or the list of the tenant's endpoints, was changed meanwhile.
    """
    listed = endpoints.directory(context.table, endpoint.tenant)
    context.table.write(*endpoints.removal(endpoint, listed))
    if endpoint.paused_at is not None:
        pauses.have_ended(context, endpoint.tenant, endpoint.further)


def rotate(
    context: Context, endpoint: Endpoint, *, overlap: int = signing.OVERLAP, rotated_for: str = ""
) -> tuple[Secret, int]:
    """Give an endpoint a new secret, beside which the present one signs for `overlap` seconds.

    `rotated_for` is the digest of the request that wants it.

    Returns:
        The new secret, and when the present one ends (Unix seconds).

    Raises:
        NoEndpointError: two secrets sign already, and `overlap` would make them three.
        ConditionFailedError: another process set it at this moment.
        UnsealableError: the present secrets do not open.
    """
    now = context.clock.now()
    secret = signing.new_secret(context.ids)
    kept = signing.kept(context, endpoint) if overlap else []
    if len(kept) > 1:
        raise NoEndpointError("two secrets sign at present: wait, or end them with --overlap 0")
    older = [(each, now + overlap) for each, _ in kept]
    secrets = [(secret, None), *older]
    sealed = signing.sealed(context.vault, endpoint.tenant, secrets, endpoint.further)
    after = replace(endpoint, sealed_secrets=sealed, updated_at=now, rotated_for=rotated_for)
    context.table.write(endpoints.save(after))
    return secret, now + overlap


def send_test(context: Context, endpoint: Endpoint) -> tuple[str, bool]:
    """Send a `webhook.test` now, once. Return what came of it in a word, and whether it was taken.

    Like every other webhook it belongs to a trace: the receiver's checks see what they will get.

    Raises:
        UnsealableError: the secret that signs does not open.
    """
    with trace.using(trace.current() or trace.begun()):
        event = DomainEvent(
            id=f"test_{context.ids.handle()}",
            type=TEST,
            tenant=endpoint.tenant,
            at=context.clock.now(),
            detail={"schemaVersion": SCHEMA_VERSION},
            traceparent=trace.header(),
        )
        outcome, response = deliver.send(context.http, signing.request(context, endpoint, event))
    return outcome, deliver.is_taken(response)
