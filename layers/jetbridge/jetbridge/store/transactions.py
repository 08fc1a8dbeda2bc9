"""The transactions of sign-in and consent: their items, each of which counts once."""

from typing import Final

from jetbridge.model.transaction import (
    Consent,
    ConsentRequest,
    Decision,
    Frame,
    FrameStatus,
    Kind,
    SignIn,
)
from jetbridge.store import keys
from jetbridge.store.expiring import add, happens, number, read, text
from jetbridge.store.table import (
    Delete,
    Item,
    Key,
    Table,
    Update,
    Value,
    at_least,
    equals,
    exists,
)

VERIFIER_FIELD: Final = "code_verifier"
"""The sealed field of a sign-in, part of its associated data."""


def sign_in_key(state: str) -> Key:
    """Key of the sign-in that went out with `state`."""
    return keys.transaction(Kind.SIGN_IN, state)


def add_sign_in(table: Table, state: str, sign_in: SignIn) -> None:
    """Store a sign-in that is about to leave."""
    item: Item = {
        "return_to": sign_in.return_to,
        "browser": sign_in.browser,
        "nonce": sign_in.nonce,
        VERIFIER_FIELD: sign_in.sealed_verifier,
    }
    add(table, sign_in_key(state), item, sign_in.expires_at)


def take_sign_in(table: Table, state: str, *, browser: str, now: int) -> SignIn | None:
    """Remove and return the sign-in that went out with `state` from this browser.

    None where there is none, it has expired, it left from another browser, or somebody else took
    it first: every `state` counts once.
    """
    key = sign_in_key(state)
    item = read(table, key, now)
    if item is None or item["browser"] != browser:
        return None
    if not happens(table, Delete(key, when=(exists("pk"),))):
        return None
    return SignIn(
        return_to=text(item, "return_to"),
        browser=browser,
        nonce=text(item, "nonce"),
        sealed_verifier=text(item, VERIFIER_FIELD),
        expires_at=number(item, "expires_at"),
    )


def add_consent(table: Table, consent_id: str, consent: Consent) -> None:
    """Store a consent that is about to be shown."""
    item: Item = {
        **_request_fields(consent.request),
        "session": consent.session,
        "csrf": consent.csrf,
        "decision": consent.decision,
        "outcome": consent.outcome,
    }
    add(table, keys.transaction(Kind.CONSENT, consent_id), item, consent.expires_at)


def get_consent(table: Table, consent_id: str, *, now: int) -> Consent | None:
    """Return the consent, or None where there is none or it has expired."""
    item = read(table, keys.transaction(Kind.CONSENT, consent_id), now)
    if item is None:
        return None
    return Consent(
        request=_request(item),
        session=text(item, "session"),
        csrf=text(item, "csrf"),
        expires_at=number(item, "expires_at"),
        decision=Decision(text(item, "decision")),
        outcome=text(item, "outcome"),
    )


def decide(table: Table, consent_id: str, decision: Decision) -> bool:
    """Answer an open consent. False where it has an answer already: only the first one counts."""
    return happens(
        table,
        Update(
            keys.transaction(Kind.CONSENT, consent_id),
            set={"decision": decision},
            when=(equals("decision", Decision.OPEN),),
        ),
    )


def conclude(table: Table, consent_id: str, outcome: str) -> None:
    """Keep the exchange's outcome, for whoever submits the same form again."""
    table.write(
        Update(
            keys.transaction(Kind.CONSENT, consent_id),
            set={"decision": Decision.APPROVED, "outcome": outcome},
            when=(equals("decision", Decision.EXCHANGING),),
        )
    )


def add_frame(table: Table, frame_id: str, frame: Frame) -> None:
    """Store a frame that is about to wait."""
    item: Item = {
        "company_id": frame.company_id,
        "ticket": frame.ticket,
        "browser": frame.browser,
        "status": frame.status,
    }
    add(table, keys.transaction(Kind.FRAME, frame_id), item, frame.expires_at)


def get_frame(table: Table, frame_id: str, *, now: int) -> Frame | None:
    """Return the frame, or None where there is none or it has expired."""
    item = read(table, keys.transaction(Kind.FRAME, frame_id), now)
    if item is None:
        return None
    return Frame(
        company_id=text(item, "company_id"),
        ticket=text(item, "ticket"),
        expires_at=number(item, "expires_at"),
        browser=text(item, "browser"),
        status=FrameStatus(text(item, "status")),
    )


def open_window(table: Table, frame_id: str, *, ticket: str, browser: str, now: int) -> bool:
    """Spend the frame's ticket and bind its window to `browser`. False where it does not open."""
    return happens(
        table,
        Update(
            keys.transaction(Kind.FRAME, frame_id),
            set={"browser": browser, "ticket": ""},
            when=(
                equals("ticket", ticket),
                equals("browser", ""),
                equals("status", FrameStatus.WAITING),
                at_least("expires_at", now + 1),
            ),
        ),
    )


def end_frame(table: Table, frame_id: str, status: FrameStatus) -> None:
    """Tell a waiting frame how its window ended. Once ended, or expired, it stays as it is."""
    happens(
        table,
        Update(
            keys.transaction(Kind.FRAME, frame_id),
            set={"status": status},
            when=(equals("status", FrameStatus.WAITING),),
        ),
    )


def _request_fields(request: ConsentRequest) -> dict[str, Value]:
    return {
        "company_id": request.company_id,
        "redirect": request.redirect,
        "frame": request.frame,
    }


def _request(item: Item) -> ConsentRequest:
    return ConsentRequest(
        company_id=text(item, "company_id"),
        redirect=text(item, "redirect"),
        frame=text(item, "frame"),
    )
