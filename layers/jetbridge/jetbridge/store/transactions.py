"""The transactions of the browser flows: their items, and the writes that make each count once.

What is read is checked against the clock here: DynamoDB removes expired items days late.
"""

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
from jetbridge.store.table import (
    ConditionFailed,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Update,
    Value,
    absent,
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
        **_request_fields(sign_in.request),
        "browser": sign_in.browser,
        "nonce": sign_in.nonce,
        VERIFIER_FIELD: sign_in.sealed_verifier,
    }
    _add(table, sign_in_key(state), item, sign_in.expires_at)


def take_sign_in(table: Table, state: str, *, browser: str, now: int) -> SignIn | None:
    """Remove and return the sign-in that went out with `state` from this browser.

    None where there is none, it has expired, it left from another browser, or somebody else took
    it first: every `state` counts once.
    """
    key = sign_in_key(state)
    item = _read(table, key, now)
    if item is None or item["browser"] != browser:
        return None
    if not _happens(table, Delete(key, when=(exists("pk"),))):
        return None
    return SignIn(
        request=_request(item),
        browser=browser,
        nonce=_text(item, "nonce"),
        sealed_verifier=_text(item, VERIFIER_FIELD),
        expires_at=_number(item, "expires_at"),
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
    _add(table, keys.transaction(Kind.CONSENT, consent_id), item, consent.expires_at)


def get_consent(table: Table, consent_id: str, *, now: int) -> Consent | None:
    """Return the consent, or None where there is none or it has expired."""
    item = _read(table, keys.transaction(Kind.CONSENT, consent_id), now)
    if item is None:
        return None
    return Consent(
        request=_request(item),
        session=_text(item, "session"),
        csrf=_text(item, "csrf"),
        expires_at=_number(item, "expires_at"),
        decision=Decision(_text(item, "decision")),
        outcome=_text(item, "outcome"),
    )


def decide(table: Table, consent_id: str, decision: Decision) -> bool:
    """Answer an open consent. False where it has an answer already: only the first one counts."""
    return _happens(
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
    _add(table, keys.transaction(Kind.FRAME, frame_id), item, frame.expires_at)


def get_frame(table: Table, frame_id: str, *, now: int) -> Frame | None:
    """Return the frame, or None where there is none or it has expired."""
    item = _read(table, keys.transaction(Kind.FRAME, frame_id), now)
    if item is None:
        return None
    return Frame(
        company_id=_text(item, "company_id"),
        ticket=_text(item, "ticket"),
        expires_at=_number(item, "expires_at"),
        browser=_text(item, "browser"),
        status=FrameStatus(_text(item, "status")),
    )


def open_window(table: Table, frame_id: str, *, ticket: str, browser: str, now: int) -> bool:
    """Spend the frame's ticket and bind its window to `browser`. False where it does not open."""
    return _happens(
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
    _happens(
        table,
        Update(
            keys.transaction(Kind.FRAME, frame_id),
            set={"status": status},
            when=(equals("status", FrameStatus.WAITING),),
        ),
    )


def _add(table: Table, key: Key, fields: Item, expires_at: int) -> None:
    item = {"pk": key.pk, "sk": key.sk, **fields, "expires_at": expires_at, "ttl": expires_at}
    table.write(Put(item, when=(absent("pk"),)))


def _read(table: Table, key: Key, now: int) -> Item | None:
    item = table.get(key)
    return item if item is not None and _number(item, "expires_at") > now else None


def _happens(table: Table, write: Update | Delete) -> bool:
    try:
        table.write(write)
    except ConditionFailed:
        return False
    return True


def _request_fields(request: ConsentRequest) -> dict[str, Value]:
    return {
        "company_id": request.company_id,
        "redirect": request.redirect,
        "frame": request.frame,
    }


def _request(item: Item) -> ConsentRequest:
    return ConsentRequest(
        company_id=_text(item, "company_id"),
        redirect=_text(item, "redirect"),
        frame=_text(item, "frame"),
    )


def _text(item: Item, name: str) -> str:
    return str(item[name])


def _number(item: Item, name: str) -> int:
    value = item[name]
    return value if isinstance(value, int) else 0
