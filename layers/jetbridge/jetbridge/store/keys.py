"""The keys of every item and index partition (docs/data-model.md lists them).

Secret or foreign values (a token, a browser's transaction id, an idempotency key) are hashed
here, so that no raw one becomes part of a key. Parts that others choose come last or before a
part of fixed form, so that two different items never share a key.
"""

import hashlib
import json
from typing import Final

from jetbridge.store.table import Key

DUE_SHARDS: Final = 8
"""Shards of each partition of the index `due`: a job reads every shard of its partition."""

OUTBOX: Final = "OUTBOX"
"""Sort key of a domain event that the bus has not taken yet."""

TRANSACTION: Final = "TRANSACTION"
"""Sort key of a browser flow's transaction."""

ACCESS_TOKEN: Final = "ACCESS_TOKEN"  # noqa: S105 - a sort key
"""Sort key of an access token that a partner issued."""

CHECK: Final = "CHECK"
"""Sort key of the next question about an onboarding to its partner."""

RESEAL: Final = "RESEAL"
"""Sort key of the re-seal under the active key."""

HISTORY_PREFIX: Final = "HISTORY#"

JOURNEY_PREFIX: Final = "JOURNEY#"

OF_TENANT_PREFIX: Final = "TENANT#"

DELIVERY_PREFIX: Final = "DELIVERY#"

FURTHER_PREFIX: Final = "FURTHER#"

VERSION_PREFIX: Final = "VERSION#"

LOOKUP_PREFIX: Final = "ONBOARDING#"

WAITING_PREFIX: Final = "EVENT#"

AUDIT_SHARDS: Final = 4
"""Chains of each tenant's audit trail: changes at once mostly append to different ones."""

AUDIT_ENTRY_PREFIX: Final = "ENTRY#"


def kind_of(key: Key) -> str:
    """Return the kind of an item: the first words of both halves of its key, equal ones once."""
    words = key.pk.partition("#")[0], key.sk.partition("#")[0]
    return " ".join(dict.fromkeys(words))


def id_of(key: Key) -> str:
    """Return what the key of an item says beside its kind."""
    named = (half.partition("#")[2] for half in (key.pk, key.sk))
    return " ".join(filter(None, named))


def digest(value: str) -> str:
    """Return the SHA-256 of `value` in hex: 64 characters."""
    return hashlib.sha256(value.encode()).hexdigest()


def within(tenant: str, *parts: str) -> str:
    """Return the digest of what others name, as one tenant's: the same name of two differs."""
    return digest(json.dumps([tenant, *parts]))


def brand() -> Key:
    """Return the key of the brand of the pages."""
    return Key("BRAND", "BRAND")


def logo() -> Key:
    """Return the key of the logo of the pages."""
    return Key("BRAND", "LOGO")


def connection(connection_id: str) -> Key:
    """Return the key of a connection."""
    return Key(f"CONNECTION#{connection_id}", "CONNECTION")


def history(connection_id: str, at: int, entry_id: str) -> Key:
    """Return the key of an entry in a connection's history; `at` (Unix seconds) gives the order."""
    return Key(f"CONNECTION#{connection_id}", f"{HISTORY_PREFIX}{moment(at)}#{entry_id}")


def unverified(connection_id: str) -> Key:
    """Return the key of the count of a connection's deliveries that no key of ours has signed."""
    return Key(f"CONNECTION#{connection_id}", "UNVERIFIED")


def account(partner: str, account_id: str) -> Key:
    """Return the key of the item that says which connection holds an account at a partner."""
    return Key(f"ACCOUNT#{partner}#{account_id}", "ACCOUNT")


def company(key: str) -> Key:
    """Return the key of a company's owner; `key` is from `model.company.company_key`."""
    return Key(f"COMPANY#{key}", "COMPANY")


def company_connection(key: str, tenant: str) -> Key:
    """Return the key of the item that names a tenant's connection to a company."""
    return Key(f"COMPANY#{key}", f"{OF_TENANT_PREFIX}{tenant}")


def company_history(key: str, at: int, entry_id: str) -> Key:
    """Return the key of a line of a company's history; `at` in Unix seconds gives the order."""
    return Key(f"COMPANY#{key}", f"{HISTORY_PREFIX}{moment(at)}#{entry_id}")


def company_attempts(key: str) -> Key:
    """Return the key of the refused attempts to connect a company."""
    return Key(f"COMPANY#{key}", "ATTEMPTS")


def client(client_id: str) -> Key:
    """Return the key of a client that we issued."""
    return Key(f"CLIENT#{client_id}", "CLIENT")


def issued_token(client_id: str, token: str) -> Key:
    """Return the key of an issued access token: in its client's partition, under its digest."""
    return Key(f"CLIENT#{client_id}", f"TOKEN#{digest(token)}")


def transaction(kind: str, transaction_id: str) -> Key:
    """Return the key of a browser flow's transaction; `kind` is a `model.transaction.Kind`."""
    return Key(f"TRANSACTION#{kind}#{digest(transaction_id)}", TRANSACTION)


def consent(name: str) -> Key:
    """Return the key of a consent by its name, the SHA-256 of its id: what a message may carry."""
    return Key(f"TRANSACTION#consent#{name}", TRANSACTION)


def client_use(client_id: str) -> Key:
    """Return the key of the note when a client last obtained an access token."""
    return Key(client(client_id).pk, "USED")


def connect_link(link_id: str) -> Key:
    """Return the key of a link by which an administrator connects an account."""
    return Key(f"CONNECT_LINK#{link_id}", "CONNECT_LINK")


def session(session_id: str) -> Key:
    """Return the key of a browser session."""
    return Key(f"SESSION#{digest(session_id)}", "SESSION")


def console_session(session_id: str) -> Key:
    """Return the key of a session of the console."""
    return Key(f"CONSOLE#{digest(session_id)}", "SESSION")


def onboarding(onboarding_id: str) -> Key:
    """Return the key of an onboarding."""
    return Key(f"ONBOARDING#{onboarding_id}", "ONBOARDING")


def idempotency(tenant: str, idempotency_key: str) -> Key:
    """Return the key of the record of a request made under a tenant's `Idempotency-Key`."""
    return idempotency_record(tenant, digest(idempotency_key))


def idempotency_record(tenant: str, key_digest: str) -> Key:
    """Return the key of the same item, by the digest of the `Idempotency-Key`."""
    return Key(f"IDEMPOTENCY#{tenant}#{key_digest}", "IDEMPOTENCY")


def event(partner: str, dedupe_id: str) -> Key:
    """Return the key of a notification by its `Notification.event_id`: a digest with the tenant."""
    return Key(f"EVENT#{partner}#{dedupe_id}", "EVENT")


def events(partner: str, status: str) -> str:
    """Return the partition of the index `tenant` with a partner's notifications of one status."""
    return f"EVENT#{partner}#{status}"


def reservation(partner: str, value: str) -> Key:
    """Return the key of the item that says which onboarding the partner knows as `value`.

    The one name without a tenant: the partner tells us no tenant, so no two of them may share it.
    """
    return Key(f"RESERVATION#{partner}#{digest(value)}", "RESERVATION")


def lookup(tenant: str, partner: str, name: str, value_id: str, onboarding_id: str) -> Key:
    """Return the key of the item that says: this onboarding has such an identifier called `name`.

    `tenant` is whose word it is: `*` is the deployment's own. `value_id` is made by `within`, of
    the same tenant.
    """
    pk = lookups(tenant, partner, name, value_id)
    return Key(pk, f"{LOOKUP_PREFIX}{onboarding_id}")


def waiting(tenant: str, partner: str, name: str, value_id: str, event_id: str) -> Key:
    """Return the key of a notification's wait for an identifier that is not known yet."""
    return Key(lookups(tenant, partner, name, value_id), f"{WAITING_PREFIX}{event_id}")


def lookups(tenant: str, partner: str, name: str, value_id: str) -> str:
    """Return the partition of the look-ups of one identifier, and of what waits for it."""
    return f"LOOKUP#{partner}#{tenant}#{name}#{value_id}"


def old_lookup(partner: str, name: str, value: str, onboarding_id: str) -> Key:
    """Return the key of a look-up of an earlier release, without a tenant. Read, not written."""
    return Key(f"LOOKUP#{partner}#{name}#{digest(value)}", f"{LOOKUP_PREFIX}{onboarding_id}")


def check(onboarding_id: str) -> Key:
    """Return the key of the next check of an onboarding at its partner."""
    return Key(f"CHECK#{onboarding_id}", CHECK)


def outbox(event_id: str) -> Key:
    """Return the key of a domain event that the bus has not taken yet."""
    return Key(f"OUTBOX#{event_id}", OUTBOX)


def failure(message: str) -> Key:
    """Return the key of the item that says why a message's work failed last."""
    return Key(f"FAILURE#{digest(message)}", "FAILURE")


def quota(name: str, tenant: str) -> Key:
    """Return the key of what a tenant has used of a quota."""
    return Key(f"QUOTA#{name}#{tenant}", "QUOTA")


def broker_token(source: str) -> Key:
    """Return the key of the access token obtained with a credential, by the name of its source."""
    return Key(f"BROKER#{source}", ACCESS_TOKEN)


def limiter(source: str) -> Key:
    """Return the key of what limits the calls made with a credential, by the name of its source."""
    return Key(f"GATE#{source}", "GATE")


def hire(tenant: str, external_id: str) -> Key:
    """Return the key of the onboarding that stands for a hire; `external_id` is ours."""
    return Key(f"HIRE#{tenant}#{external_id}", "HIRE")


def journey(journey_id: str) -> Key:
    """Return the key of a journey."""
    return Key(f"JOURNEY#{journey_id}", "JOURNEY")


def timeline(journey_id: str, at: int, entry_id: str) -> Key:
    """Return the key of a line of a journey's timeline; `at` in Unix seconds gives the order."""
    return Key(f"JOURNEY#{journey_id}", f"{HISTORY_PREFIX}{moment(at)}#{entry_id}")


def entry_id(version: int, number: int) -> str:
    """Name a line of a timeline: the version that the journey was written under, and which line."""
    return f"{version:08d}.{number:02d}"


def tenant(tenant_id: str) -> Key:
    """Return the key of a tenant."""
    return Key(f"{OF_TENANT_PREFIX}{tenant_id}", "TENANT")


def endpoint(tenant: str, further: str = "") -> Key:
    """Return the key of an endpoint of a tenant: the first one, or a `further` one by its id."""
    if further:
        return Key(f"ENDPOINT#{tenant}", f"{FURTHER_PREFIX}{further}")
    return Key(f"ENDPOINT#{tenant}", "ENDPOINT")


def endpoint_directory(tenant: str) -> Key:
    """Return the key of the list of a tenant's further endpoints."""
    return Key(f"ENDPOINT#{tenant}", "DIRECTORY")


def endpoint_in(key: Key) -> str:
    """Return the further endpoint that an endpoint's key names, empty for the first one."""
    return key.sk.removeprefix(FURTHER_PREFIX) if key.sk.startswith(FURTHER_PREFIX) else ""


def delivery(journey_id: str, event_id: str, further: str = "") -> Key:
    """Return the key of an event of a journey on its way to an endpoint, as `endpoint` has it."""
    named = f"{event_id}#{further}" if further else event_id
    return Key(f"JOURNEY#{journey_id}", f"{DELIVERY_PREFIX}{named}")


def delivery_in(key: Key) -> tuple[str, str]:
    """Return the event, and the further endpoint if it is one, that a delivery's key names."""
    event_id, _, further = key.sk.removeprefix(DELIVERY_PREFIX).partition("#")
    return event_id, further


def application(connection_id: str, candidate_id: str, job_id: str) -> Key:
    """Return the key of an application: its journey, and whether it is to be checked.

    The ids are hashed: the item outlives the erasure of the person.
    """
    return application_record(f"{connection_id}#{digest(f'{candidate_id}/{job_id}')}")


def application_record(record_id: str) -> Key:
    """Return the key of the same item, by its name: what the queue's messages call it."""
    return Key(f"APPLICATION#{record_id}", "APPLICATION")


def candidate(connection_id: str, candidate_id: str, journey_id: str) -> Key:
    """Return the key of the item that leads from a company's candidate to one of their journeys.

    The candidate's id is hashed. All items of one candidate are in one partition.
    """
    return Key(f"CANDIDATE#{connection_id}#{digest(candidate_id)}", f"{JOURNEY_PREFIX}{journey_id}")


def candidate_messages(connection_id: str, candidate_id: str) -> Key:
    """Return the key of the count of messages that a candidate was sent in the last day."""
    return Key(candidate(connection_id, candidate_id, "-").pk, "MESSAGES")


def policy(tenant: str, version: int) -> Key:
    """Return the key of one version of a tenant's policy."""
    return Key(f"POLICY#{tenant}", f"{VERSION_PREFIX}{version:08d}")


def current_policy(tenant: str) -> Key:
    """Return the key of the item that says which version of its policy a tenant uses now."""
    return Key(f"POLICY#{tenant}", "CURRENT")


def own_credential(name: str, part: str) -> Key:
    """Return the key of what a partner last said of one of the deployment's own credentials."""
    return Key(f"CREDENTIAL#{name}#{part}", "CREDENTIAL")


def backlog() -> Key:
    """Return the key of the item that says how much waits in the queues."""
    return Key("BACKLOG", "BACKLOG")


def pseudonyms() -> Key:
    """Return the key of the item that holds the key of all keyed digests, sealed."""
    return Key("PSEUDONYMS", "PSEUDONYMS")


def reseal() -> Key:
    """Return the key of the re-seal of the table's values: how far it has come."""
    return Key("RESEAL#KEYRING", RESEAL)


def erased(marker: str) -> Key:
    """Return the key of the item that says that a name was erased; `marker` is its keyed digest."""
    return Key(f"ERASED#{marker}", "ERASED")


def erasure(tenant: str, erasure_id: str) -> Key:
    """Return the key of the record of an erasure. Its id begins with when it began."""
    return Key(f"ERASURE#{tenant}", f"ERASURE#{erasure_id}")


def audit_chain(tenant: str, request_id: str) -> str:
    """Return the name of the chain in which the entries of a request are."""
    return audit_chains(tenant)[int(digest(request_id)[:8], 16) % AUDIT_SHARDS]


def audit_chains(tenant: str) -> tuple[str, ...]:
    """Return the names of a tenant's chains; `*` is the deployment."""
    return tuple(f"{shard}#{tenant}" for shard in range(AUDIT_SHARDS))


def audit_entry(chain: str, number: int) -> Key:
    """Return the key of an entry of the audit trail."""
    return Key(f"AUDIT#{chain}", f"{AUDIT_ENTRY_PREFIX}{number:012d}")


def audit_head(chain: str) -> Key:
    """Return the key of the item that says where a chain of the audit trail ends."""
    return Key(f"AUDIT#{chain}", "HEAD")


def export(tenant: str, export_id: str) -> Key:
    """Return the key of the receipt of a copy of a person's data, whose id begins with its time."""
    return Key(f"EXPORT#{tenant}", f"EXPORT#{export_id}")


def person_request(request_id: str) -> Key:
    """Return the key of a copy or an erasure of a person's data that was asked for."""
    return Key(f"PERSON_REQUEST#{request_id}", "PERSON_REQUEST")


def person_under_way(tenant: str, named: str) -> Key:
    """Return the key of the item that says which request for a person is under way.

    `named` is a digest of what is asked for and of whom: the item is gone with the request's end.
    """
    return Key(f"PERSON_UNDER_WAY#{tenant}#{named}", "PERSON_UNDER_WAY")


def person_copy(request_id: str, part: int) -> Key:
    """Return the key of a part of the copy that a request has led to."""
    return Key(f"PERSON_COPY#{request_id}", f"PART#{part:04d}")


def tenants() -> str:
    """Return the partition of the index `tenant` with the tenants themselves."""
    return "TENANTS"


def tenant_journeys(tenant: str) -> str:
    """Return the partition of the index `tenant` with a tenant's journeys."""
    return f"TENANT#{tenant}#JOURNEY"


def tenant_events(tenant: str) -> str:
    """Return the partition of the index `tenant` with the events of a tenant's journeys."""
    return f"TENANT#{tenant}#EVENT"


def event_order(at: int, journey_id: str, entry_id: str) -> str:
    """Place among a tenant's events: by time, in Unix seconds, then as in the journey."""
    return f"{moment(at)}#{journey_id}#{entry_id}"


def tenant_dead_deliveries(tenant: str) -> str:
    """Return the partition of the index `tenant` with what a tenant's first endpoint never took."""
    return f"TENANT#{tenant}#DELIVERY"


def tenant_deliveries(tenant: str, endpoint_id: str, status: str) -> str:
    """Return the partition of the index `tenant` with an endpoint's deliveries of one status.

    What was given up of a tenant's first endpoint is in `tenant_dead_deliveries`.
    """
    return f"TENANT#{tenant}#DELIVERY#{endpoint_id}#{status}"


def tenant_connections(tenant: str) -> str:
    """Return the partition of the index `tenant` with a tenant's connections."""
    return f"TENANT#{tenant}#CONNECTION"


def tenant_connect_links(tenant: str) -> str:
    """Return the partition of the index `tenant` with a tenant's links that connect accounts."""
    return f"TENANT#{tenant}#CONNECT_LINK"


def tenant_person_requests(tenant: str) -> str:
    """Return the partition of the index `tenant` with what a tenant asked for of persons' data."""
    return f"TENANT#{tenant}#PERSON_REQUEST"


def tenant_companies(tenant: str) -> str:
    """Return the partition of the index `tenant` with the companies that belong to a tenant."""
    return f"TENANT#{tenant}#COMPANY"


def attempts() -> str:
    """Return the partition of the index `tenant` with the refused attempts to connect companies."""
    return "COMPANY#ATTEMPTS"


def tenant_clients(tenant: str) -> str:
    """Return the partition of the index `tenant` with a tenant's clients."""
    return f"TENANT#{tenant}#CLIENT"


def tenant_onboardings(tenant: str) -> str:
    """Return the partition of the index `tenant` with a tenant's onboardings."""
    return f"TENANT#{tenant}#ONBOARDING"


def tenant_order(created_at: int, item_id: str) -> str:
    """Place in a partition of the index `tenant`: by age, in Unix seconds, then by id."""
    return f"{moment(created_at)}#{item_id}"


def due_shard(partition: str, pk: str) -> str:
    """Return the shard of the index `due` for an item: always the same for the same `pk`."""
    return f"{partition}#{int(digest(pk)[:8], 16) % DUE_SHARDS}"


def due_shards(partition: str) -> tuple[str, ...]:
    """Return every shard of the index `due` that belongs to a partition."""
    return tuple(f"{partition}#{shard}" for shard in range(DUE_SHARDS))


def moment(at: int) -> str:
    """Return Unix seconds in a form that sorts as text."""
    return f"{at:012d}"
