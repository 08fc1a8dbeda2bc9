"""The transactions of sign-in and consent: their items, each of which counts once."""

from typing import Final

from jetbridge.model.transaction import (
    WINDOW_LIFETIME,
    Consent,
    ConsentRequest,
    Decision,
    Frame,
    FrameStatus,
    Kind,
    SignIn,
)
from jetbridge.store import expiring, keys
from jetbridge.store.expiring import add, happens, number, recall, text, use
from jetbridge.store.table import Item, Key, Table, Update, Value, at_least, equals

VERIFIER_FIELD: Final = "code_verifier"
"""The sealed field of a sign-in, part of its associated data."""

RETURN_TO_FIELD: Final = "sealed_return_to"
"""Sealed as well: it can hold a partner's code, where a return had to sign in first."""


def sign_in_key(state: str) -> Key:
    """Key of the sign-in that went out with `state`."""
    return keys.transaction(Kind.SIGN_IN, state)


def add_sign_in(table: Table, state: str, sign_in: SignIn) -> None:
    """Store a sign-in that is about to leave."""
    item: Item = {
        RETURN_TO_FIELD: sign_in.sealed_return_to,
        "browser": sign_in.browser,
        "nonce": sign_in.nonce,
        VERIFIER_FIELD: sign_in.sealed_verifier,
    }
    add(table, sign_in_key(state), item, sign_in.expires_at)


def get_sign_in(table: Table, state: str) -> SignIn | None:
    """Return the sign-in that went out with `state`: open, used or expired."""
    item = recall(table, sign_in_key(state))
    if item is None:
        return None
    return SignIn(
        return_to=text(item, "return_to"),
        sealed_return_to=text(item, RETURN_TO_FIELD),
        browser=text(item, "browser"),
        nonce=text(item, "nonce"),
        sealed_verifier=text(item, VERIFIER_FIELD),
        expires_at=number(item, "expires_at"),
        used="used" in item,
    )


def use_sign_in(table: Table, state: str) -> bool:
    """Use the sign-in up. False where that has happened before: every `state` counts once."""
    return happens(table, use(sign_in_key(state)))


def add_consent(table: Table, consent_id: str, consent: Consent) -> None:
    """Store a consent that is about to be shown."""
    item: Item = {
        **_request_fields(consent.request),
        "browser": consent.browser,
        "person": consent.person,
        "csrf": consent.csrf,
        "decision": consent.decision,
        "outcome": consent.outcome,
    }
    add(table, keys.transaction(Kind.CONSENT, consent_id), item, consent.expires_at)


def get_consent(table: Table, consent_id: str) -> Consent | None:
    """Return the consent, open, answered or expired; None where there is none."""
    item = recall(table, keys.transaction(Kind.CONSENT, consent_id))
    if item is None:
        return None
    return Consent(
        request=_request(item),
        browser=text(item, "browser"),
        person=text(item, "person"),
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
    """Return the frame, or None where there is none. One that waited too long is `EXPIRED`."""
    item = recall(table, keys.transaction(Kind.FRAME, frame_id))
    if item is None:
        return None
    status = FrameStatus(text(item, "status"))
    if status is FrameStatus.WAITING and number(item, "expires_at") <= now:
        status = FrameStatus.EXPIRED
    return Frame(
        company_id=text(item, "company_id"),
        ticket=text(item, "ticket"),
        expires_at=number(item, "expires_at"),
        browser=text(item, "browser"),
        status=status,
    )


def open_window(table: Table, frame_id: str, *, browser: str, now: int) -> bool:
    """Bind the frame's window to `browser`, and let the frame wait for it from now on.

    False where another browser was first, or the frame no longer waits.
    """
    ends = expiring.until(now + WINDOW_LIFETIME)
    return happens(
        table,
        Update(
            keys.transaction(Kind.FRAME, frame_id),
            set={"browser": browser, **ends},
            when=(
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
