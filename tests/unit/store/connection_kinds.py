"""The kinds of items about connections, events and webhooks whose form is recorded."""

from dataclasses import replace
from typing import Final

from jetbridge.model.connect_link import ConnectLink
from jetbridge.model.connection import Change, Connection, Exchange, Health
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.ports import DomainEvent
from jetbridge.model.webhook import (
    Delivery,
    DeliveryStatus,
    Directory,
    Endpoint,
    EndpointStatus,
    Listed,
)
from jetbridge.store import (
    connect_links,
    connections,
    deliveries,
    endpoints,
    keys,
    outbox,
)
from jetbridge.store.table import Put, Table
from tests.unit.store.kinds import AT, Kind

EVENT: Final = DomainEvent(
    "evt.1", "journey.started", "demo", AT, {"journeyId": "jrn_1", "version": 1, "reason": None}
)
DELIVERY: Final = Delivery("jrn_1", EVENT, DeliveryStatus.WAITING, AT, AT, since=AT, version=1)
ENDPOINT: Final = Endpoint("demo", "https://tenant.example/hook", (), "v1.sealed", AT, AT)
CONNECTION: Final = Connection(
    "con_1", "demo", "onboarder", "demo", ConnectionStatus.PENDING, "", AT, AT
)
ACTIVE: Final = replace(
    CONNECTION,
    version=1,
    status=ConnectionStatus.ACTIVE,
    sealed={"clientSecret": "v1.sealed"},
    tasks={"health": AT + 60},
)


def _connection(table: Table, value: Connection) -> None:
    table.write(connections.save(None, replace(value, version=0), by="x")[0])


def _change(table: Table, value: Change) -> None:
    after = replace(CONNECTION, updated_at=value.at, status=value.status, reason=value.reason)
    table.write(connections.save(None, after, by=value.by)[1])


def _delivery(table: Table, value: Delivery) -> None:
    table.write(deliveries.create(value))


def _endpoint(table: Table, value: Endpoint) -> None:
    before = replace(value, version=value.version - 1)
    table.write(Put(endpoints.save(before).item))


def _directory(table: Table, value: Directory) -> None:
    before = replace(value, version=value.version - 1)
    table.write(Put(endpoints.save_directory(before, value.endpoints).item))


def _connect_link(table: Table, value: ConnectLink) -> None:
    table.write(connect_links.put(replace(value, used_at=None, used_for="", revoked_at=None)))
    if value.revoked_at is not None:
        table.write(connect_links.revoke(value, value.revoked_at))
    if value.used_at is not None:
        table.write(connect_links.use(value, value.used_for, value.used_at))


KINDS: Final = {
    "connect link": Kind(
        ConnectLink(
            "lnk_1",
            "demo",
            "onboardbase",
            "d" * 64,
            "jb_ci_1",
            AT,
            AT + 3_600,
            connection_id="con_1",
            return_url="https://vendor.example/done",
            used_at=AT + 60,
            used_for="con_1",
            revoked_at=AT + 30,
        ),
        ConnectLink("lnk_1", "demo", "onboardbase", "d" * 64, "jb_ci_1", AT, AT + 3_600),
        lambda value: keys.connect_link(value.id),
        _connect_link,
        lambda table, value: connect_links.get(table, value.id),
    ),
    "connection": Kind(
        replace(
            CONNECTION,
            version=1,
            reason="connecting",
            exchange=Exchange("exc_1", "jb_ci_1", AT),
            settings={"clientId": "their-id"},
            sealed={"clientSecret": "v1.sealed"},
            clients=("jb_ci_1", "jb_ci_0"),
            scopes=("identity",),
            expires_at=AT + 3_600,
            health=Health(2, AT, "http_503", AT - 1, 503, 7),
            begun={"health": 1},
            retry_at=AT + 7_200,
        ),
        replace(CONNECTION, version=1),
        lambda value: keys.connection(value.id),
        _connection,
        lambda table, value: connections.get(table, value.id),
        ("exchange", "begun", "retry_at"),
    ),
    "connection_active": Kind(
        ACTIVE,
        replace(ACTIVE, account=""),
        lambda value: keys.connection(value.id),
        _connection,
        lambda table, value: connections.get(table, value.id),
    ),
    "connection_line": Kind(
        Change(AT, ConnectionStatus.DISABLED, "disabled_by_partner", "callback"),
        Change(AT, ConnectionStatus.PENDING, "", ""),
        lambda value: keys.history("con_1", value.at, "00000001"),
        _change,
        lambda table, _: connections.history(table, "con_1")[0],
    ),
    "delivery": Kind(
        replace(DELIVERY, attempts=3, outcome="http_503", since=AT - 5, deferrals=2),
        DELIVERY,
        lambda value: keys.delivery(value.journey_id, value.event.id),
        _delivery,
        lambda table, value: deliveries.get(table, value.journey_id, value.event.id),
        ("deferrals", "further"),
    ),
    "delivery_further": Kind(
        replace(DELIVERY, further="whk_1", outcome="endpoint_paused"),
        replace(DELIVERY, further="whk_1", status=DeliveryStatus.DEAD),
        lambda value: keys.delivery(value.journey_id, value.event.id, value.further),
        _delivery,
        lambda table, value: deliveries.get(table, value.journey_id, value.event.id, value.further),
    ),
    "delivery_over": Kind(
        replace(DELIVERY, status=DeliveryStatus.DEAD, outcome="timeout"),
        replace(DELIVERY, status=DeliveryStatus.DELIVERED, outcome="http_204"),
        lambda value: keys.delivery(value.journey_id, value.event.id),
        _delivery,
        lambda table, value: deliveries.get(table, value.journey_id, value.event.id),
        ("further",),
    ),
    "endpoint": Kind(
        replace(
            ENDPOINT,
            types=("journey.started", "journey.completed"),
            failing_since=AT + 5,
            version=3,
        ),
        replace(ENDPOINT, version=1),
        lambda value: keys.endpoint(value.tenant),
        _endpoint,
        lambda table, value: endpoints.get(table, value.tenant),
        ("failing_since", "further", "paused_at", "made_for"),
    ),
    "endpoint_directory": Kind(
        Directory("demo", (Listed("whk_1", ("journey.completed",)), Listed("whk_2", ())), 2),
        Directory("demo", (), 1),
        lambda value: keys.endpoint_directory(value.tenant),
        _directory,
        lambda table, value: endpoints.directory(table, value.tenant),
    ),
    "endpoint_further": Kind(
        replace(ENDPOINT, further="whk_1", paused_at=AT, made_for="a b", version=1),
        replace(ENDPOINT, further="whk_1", version=1),
        lambda value: keys.endpoint(value.tenant, value.further),
        _endpoint,
        lambda table, value: endpoints.get(table, value.tenant, value.further),
        ("paused_at", "made_for"),
    ),
    "endpoint_disabled": Kind(
        replace(
            ENDPOINT, status=EndpointStatus.DISABLED, failing_since=AT, failure_told=True, version=3
        ),
        replace(ENDPOINT, status=EndpointStatus.DISABLED, version=1),
        lambda value: keys.endpoint(value.tenant),
        _endpoint,
        lambda table, value: endpoints.get(table, value.tenant),
        ("failure_told", "further", "paused_at", "made_for"),
    ),
    "event": Kind(
        replace(EVENT, link_of="onb_1"),
        EVENT,
        lambda value: keys.outbox(value.id),
        lambda table, value: table.write(outbox.record(value)),
        lambda table, value: outbox.get(table, value.id),
        ("link_of",),
    ),
}
"""By the name of the file in `recorded/`."""
