"""The kinds of items of the browser flows whose form is recorded."""

from dataclasses import replace
from typing import Final

from jetbridge.model.console import Role, Session
from jetbridge.model.transaction import (
    Authorization,
    Consent,
    ConsentRequest,
    Decision,
    Frame,
    FrameStatus,
    SignIn,
)
from jetbridge.store import (
    authorizations,
    consents,
    console_sessions,
    expiring,
    keys,
    transactions,
)
from jetbridge.store.table import Table, Update
from jetbridge.web import sessions
from jetbridge.web.sessions import Person
from tests.unit.store.kinds import AT, Kind

NAME: Final = keys.digest("consent-1")
REQUEST: Final = ConsentRequest("acme", "https://app.example/back", "frame-1")


def _authorize(table: Table, value: Authorization) -> None:
    table.write(authorizations.new_authorization("state-1", value))
    if value.used:
        table.write(expiring.use(authorizations.authorization_key("state-1")))
        authorizations.conclude(table, "state-1", value.outcome)


def _consent(table: Table, value: Consent) -> None:
    consents.create(table, "consent-1", replace(value, decision=Decision.OPEN, outcome=""))
    if value.decision is not Decision.OPEN:
        consents.approve(table, replace(value, decision=Decision.EXCHANGING), due_at=AT)
        table.write(consents.begin(value, value.connection_id, value.exchange))
        table.write(consents.concluded(value.name, value.outcome))


def _sign_in(table: Table, value: SignIn) -> None:
    transactions.add_sign_in(table, "state-1", value)
    if value.used:
        transactions.use_sign_in(table, "state-1")


def _frame(table: Table, value: Frame) -> None:
    transactions.add_frame(table, "frame-1", replace(value, status=FrameStatus.WAITING))
    if value.consent:
        transactions.follow(table, "frame-1", value.consent)
        # Earlier releases ended a frame that follows a consent.
        key = keys.transaction("frame", "frame-1")
        table.write(Update(key, set={"status": value.status}))


KINDS: Final = {
    "authorization": Kind(
        Authorization(
            "onboarder",
            "demo",
            AT,
            browser="b" * 64,
            redirect_uri="https://api.example/callback",
            subject="subject-1",
            onboarding_id="onb_1",
            scopes=("openid", "identity"),
            sealed_verifier="v1.sealed",
            used=True,
            outcome="connected",
            link_id="lnk_1",
            kept_until=AT + 200_000,
        ),
        Authorization("onboarder", "demo", AT, kept_until=AT + 86_400),
        lambda _: authorizations.authorization_key("state-1"),
        _authorize,
        lambda table, _: authorizations.get_authorization(table, "state-1"),
        ("browser", "redirect_uri", "subject", "onboarding_id", "outcome", "link_id"),
    ),
    "consent": Kind(
        Consent(
            REQUEST,
            "b" * 64,
            "p" * 64,
            "c" * 64,
            AT,
            Decision.APPROVED,
            "connected",
            NAME,
            tenant="demo",
            subject="subject-1",
            approved_at=AT,
            begin_until=AT + 300,
            connection_id="con_1",
            exchange="exc_1",
        ),
        Consent(ConsentRequest("acme"), "b" * 64, "p" * 64, "c" * 64, AT, name=NAME),
        lambda value: keys.consent(value.name),
        _consent,
        lambda table, value: consents.get(table, value.name),
        (
            "browser",
            "person",
            "tenant",
            "subject",
            "approved_at",
            "begin_until",
            "connection_id",
            "exchange",
        ),
    ),
    "frame": Kind(
        Frame("acme", "t" * 64, AT, "b" * 64, FrameStatus.CONNECTED, consent=NAME),
        Frame("acme", "t" * 64, AT),
        lambda _: keys.transaction("frame", "frame-1"),
        _frame,
        lambda table, _: transactions.get_frame(table, "frame-1", now=AT - 1),
        ("browser", "consent"),
    ),
    "session": Kind(
        Person("subject-1", "demo", "Jane"),
        Person("subject-1", "demo", ""),
        lambda _: keys.session("session-1"),
        lambda table, value: sessions.start(table, "session-1", value, now=AT),
        lambda table, _: sessions.find(table, "session-1", now=AT),
    ),
    "console_session": Kind(
        Session("subject-1", "Jane", "demo", (Role.VIEWER, Role.ADMIN), AT, AT, AT + 60, AT + 600),
        Session("subject-1", "", "", (), 0, AT, AT + 60, AT + 600),
        lambda _: keys.console_session("session-1"),
        lambda table, value: console_sessions.start(table, "session-1", value),
        lambda table, _: console_sessions.find(table, "session-1", now=AT),
    ),
    "sign_in": Kind(
        SignIn("v1.path", "b" * 64, "nonce", "v1.verifier", AT, used=True),
        SignIn("", "", "", "", AT),
        lambda _: transactions.sign_in_key("state-1"),
        _sign_in,
        lambda table, _: transactions.get_sign_in(table, "state-1"),
        ("sealed_return_to", "return_to"),
    ),
}
"""By the name of the file in `recorded/`."""
