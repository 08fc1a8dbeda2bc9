"""The kinds of items whose form is recorded: one full and one minimal value of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from jetbridge.broker import limiter_store
from jetbridge.broker.limiter_state import LimiterState, Permit
from jetbridge.model.backlog import NotedBacklog
from jetbridge.model.brand import Brand, Logo, LogoKind
from jetbridge.model.company import Act, Attempt, Attempts, Company, Line, Why
from jetbridge.model.erasure import Erasure, Outcome, Remains
from jetbridge.model.export import Export
from jetbridge.model.hire import Application
from jetbridge.model.message_limit import Sent
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.reseal import Found, Place, Reseal, Stage, State
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import clients
from jetbridge.oauth.clients import Client, IssuedSecret
from jetbridge.store import (
    applications,
    backlogs,
    brands,
    checks,
    companies,
    company_attempts,
    erasures,
    exports,
    failures,
    keys,
    messages,
    notifications,
    own_credentials,
    policies,
    reseals,
    unverified,
)
from jetbridge.store.table import Key, Put, Table

AT: Final = 1_790_000_000


@dataclass(frozen=True)
class Kind:
    """How values of one kind are written and read, and where.

    `lacked` are the attributes that items of earlier releases may lack: they read as the default
    of their field, and as empty text where it has none.
    """

    full: Any
    minimal: Any
    key: Callable[[Any], Key]
    write: Callable[[Table, Any], object]
    read: Callable[[Table, Any], Any]
    lacked: tuple[str, ...] = ()


def _put(write: Callable[[Any], Put]) -> Callable[[Table, Any], object]:
    return lambda table, value: table.write(write(value))


def _before(value: Any) -> Any:  # noqa: ANN401 - of any kind that counts versions
    return replace(value, version=value.version - 1)


def _policy(table: Table, value: policies.Version) -> None:
    table.write(*policies.put("demo", value.document, before=0, now=value.created_at))


def _current(table: Table, value: policies.Current) -> None:
    table.write(*policies.put("demo", {}, before=0, now=AT))
    if value.changed_at:
        stands = policies.Current(1)
        write = policies.change("demo", stands, value.state, by=value.changed_by, now=AT + 1)
        table.write(write)


def _messages(table: Table, value: messages.Counted) -> None:
    table.write(messages.save("con_1", "candidate-1", _before(value), now=AT))


def _attempts(table: Table, value: Attempts) -> None:
    for count, each in enumerate(reversed(value.latest)):
        before = company_attempts.get(table, value.company_id)
        assert before.count == count
        table.write(company_attempts.note(before, each))


ATTEMPT: Final = Attempt(AT, "demo", "subject-1", Why.OWNED)
LINE: Final = Line(AT, Act.TAKEN, "demo", "subject-1", "con_1")
ERASURE: Final = Erasure("er_1", "demo", "operator-1", AT, version=1)
REMAINS: Final = (Remains("incode", "onb_1", "verified", "forced"), Remains("enboarder", "h", "x"))
RESEAL: Final = Reseal("k2", AT, AT + 60, AT + 30, version=1)
APPLICATION: Final = Application("con_1#digest", "con_1", "demo", "c", "j", marked_at=AT, version=1)

BRAND: Final = Brand(
    "Acme",
    "#0a665c",
    "#63cdbd",
    "help@acme.example",
    "https://acme.example/privacy",
    "https://acme.example/terms",
    f"{'a' * 32}.svg",
    AT,
    3,
)

KINDS: Final = {
    "application": Kind(
        replace(
            APPLICATION,
            application_id="app-1",
            journey_id="jrn_1",
            sequence=2,
            hired=True,
            look_at=AT + 60,
            looks=3,
            erased=True,
        ),
        APPLICATION,
        lambda value: keys.application_record(value.record_id),
        _put(applications.create),
        lambda table, value: applications.get(table, value.record_id),
        ("application_id", "journey_id", "round", "hired", "erased"),
    ),
    "backlog": Kind(
        NotedBacklog(AT, {"Queue": 3, "DeadLetters": 0}, {"Queue": AT - 60, "DeadLetters": AT}),
        NotedBacklog(AT, {}, {}),
        lambda _: keys.backlog(),
        _put(backlogs.put),
        lambda table, _: backlogs.get(table),
    ),
    "brand": Kind(
        BRAND,
        Brand(updated_at=AT, version=1),
        lambda _: keys.brand(),
        lambda table, value: table.write(Put(brands.save(_before(value)).item)),
        lambda table, _: brands.get(table),
    ),
    "logo": Kind(
        Logo(f"{'a' * 32}.png", LogoKind.PNG, b"\x89PNG\xff"),
        Logo(f"{'a' * 32}.svg", LogoKind.SVG, b"<svg/>"),
        lambda _: keys.logo(),
        _put(brands.put_logo),
        lambda table, _: brands.logo(table),
    ),
    "check": Kind(
        checks.Check("onb_1", AT, 4),
        checks.Check("onb_1", AT),
        lambda value: keys.check(value.onboarding_id),
        _put(checks.arm),
        lambda table, value: checks.get(table, value.onboarding_id),
    ),
    "client": Kind(
        Client(
            "jb_ci_" + "a" * 16,
            ClientKind.PARTNER,
            "demo",
            "Acme",
            ("a:read", "b:write"),
            AT,
            partner="incode",
            connection_id="con_1",
            secrets=(IssuedSecret("d" * 64, AT, AT + 60), IssuedSecret("e" * 64, AT + 1)),
            version=3,
        ),
        Client("jb_ci_" + "a" * 16, ClientKind.API, "demo", "Acme", (), AT),
        lambda value: keys.client(value.client_id),
        _put(clients.put),
        lambda table, value: clients.find(table, value.client_id),
    ),
    "company": Kind(
        Company("Acme", "demo", owned=True, listed=True, since=AT, version=3),
        Company("Acme", version=1),
        lambda value: keys.company(value.key),
        lambda table, value: table.write(
            Put(companies.save(_before(value), value).item),
        ),
        lambda table, value: companies.get(table, value.company_id),
    ),
    "company_attempts": Kind(
        Attempts("acme", 2, (replace(ATTEMPT, at=AT + 1, why=Why.PARTNER), ATTEMPT), 2),
        Attempts("acme", 1, (ATTEMPT,), 1),
        lambda _: keys.company_attempts("acme"),
        _attempts,
        lambda table, value: company_attempts.get(table, value.company_id),
    ),
    "company_line": Kind(
        LINE,
        replace(LINE, connection_id=""),
        lambda value: keys.company_history("acme", value.at, f"{1:08d}"),
        _put(lambda value: companies.line(Company("Acme"), value, number=1)),
        lambda table, _: companies.history(table, "acme")[0],
    ),
    "erasure": Kind(
        replace(
            ERASURE,
            outcome=Outcome.COMPLETED,
            ended_at=AT + 5,
            forced=True,
            counts={"onboardings": 2},
            remains=REMAINS,
            markers=("m1", "m2"),
            lifted_at=AT + 9,
            lifted_by="operator-2",
            version=4,
        ),
        ERASURE,
        lambda value: keys.erasure(value.tenant, value.id),
        lambda table, value: table.write(Put(erasures.save(_before(value)).item)),
        lambda table, value: erasures.get(table, value.tenant, value.id),
    ),
    "export": Kind(
        Export("ex_1", "demo", "operator-1", AT, {"journeys": 1}, ("jny_1", "onb_1")),
        Export("ex_1", "demo", "operator-1", AT, {}, ()),
        lambda value: keys.export(value.tenant, value.id),
        _put(lambda value: exports.create(value, until=AT + 60)),
        lambda table, value: exports.of_tenant(table, value.tenant, limit=1, after=None)[0][0],
    ),
    "failure": Kind(
        failures.Failure("ClientError", "ThrottlingException", AT),
        failures.Failure("ValueError", "", AT),
        lambda _: keys.failure('"message"'),
        _put(lambda value: failures.put("message", value)),
        lambda table, _: failures.get(table, "message"),
    ),
    "gate": Kind(
        LimiterState(
            (Permit("call-1", AT, "POST /x"), Permit("call-2", AT + 1)), (AT, AT + 1), AT + 9, 2
        ),
        LimiterState(),
        lambda _: keys.limiter("source-1"),
        lambda table, value: limiter_store.write(table, "source-1", value, 0, now=AT),
        lambda table, _: limiter_store.read(table, "source-1")[0],
        ("timeouts",),
    ),
    "messages": Kind(
        messages.Counted((Sent("link 1", AT), Sent("sms 1", AT + 1)), 1),
        messages.Counted((), 1),
        lambda _: keys.candidate_messages("con_1", "candidate-1"),
        _messages,
        lambda table, _: messages.load(table, "con_1", "candidate-1"),
    ),
    "notification": Kind(
        Notification(
            "incode",
            "evt-1",
            "SESSION_SUCCEEDED",
            "demo",
            "con_1",
            AT,
            note="no_onboarding",
            facts={"interviewId": "i-1"},
            sweeps=2,
            reopened_at=AT + 100,
            kept_until=AT + 90 * 86_400,
        ),
        Notification(
            "incode",
            "evt-1",
            "x",
            "*",
            "",
            AT,
            NotificationStatus.PROCESSED,
            kept_until=AT + 90 * 86_400,
        ),
        lambda value: keys.event(value.partner, value.event_id),
        _put(notifications.create),
        lambda table, value: notifications.get(table, value.partner, value.event_id),
    ),
    "own_credential": Kind(
        own_credentials.Standing("incode", "api", refused=True, error="401", since=AT, version=2),
        own_credentials.Standing("incode", "api", version=1),
        lambda value: keys.own_credential(value.name, value.part),
        lambda table, value: table.write(Put(own_credentials.save(_before(value)).item)),
        lambda table, value: own_credentials.get(table, value.name, value.part),
    ),
    "policy": Kind(
        policies.Version({"steps": [{"partner": "incode"}], "name": None}, AT),
        policies.Version({}, AT),
        lambda _: keys.policy("demo", 1),
        _policy,
        lambda table, _: policies.find(table, "demo", 1),
    ),
    "policy_current": Kind(
        policies.Current(1, policies.State.PAUSED, AT + 1, "operator-1"),
        policies.Current(1),
        lambda _: keys.current_policy("demo"),
        _current,
        lambda table, _: policies.latest(table, "demo"),
        ("state", "changed_at", "changed_by"),
    ),
    "reseal": Kind(
        replace(
            RESEAL,
            passes=2,
            place=Place(Stage.CONNECTIONS, "demo", {"pk": "x", "tenant_sk": "y"}, {"pk": "z"}),
            found=Found(3, 2, 1, {"k1": 1, "k2": 5}, {"k1": 1}, ("CONNECTION#con_1",)),
            renewed=4,
            version=7,
        ),
        replace(RESEAL, state=State.COMPLETE, ended_at=AT + 5),
        lambda _: keys.reseal(),
        lambda table, value: table.write(Put(reseals.save(_before(value)).item)),
        lambda table, _: reseals.get(table),
    ),
    "unverified": Kind(
        unverified.Count(3, AT),
        unverified.Count(0, AT),
        lambda _: keys.unverified("con_1"),
        _put(lambda value: unverified.save("con_1", None, value)),
        lambda table, _: unverified.get(table, "con_1"),
    ),
}
"""By the name of the file in `recorded/`."""
