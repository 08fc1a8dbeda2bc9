"""Start links, and authorizations under way: their items, each of which counts once."""

from typing import Final, cast

from jetbridge.model.transaction import Authorization, Kind, Start
from jetbridge.store import expiring, keys
from jetbridge.store.expiring import number, text
from jetbridge.store.table import Key, Put, Table, Update, Value, equals, exists

VERIFIER_FIELD: Final = "code_verifier"
"""The sealed field of an authorization, part of its associated data."""


def authorization_key(state: str) -> Key:
    """Key of the authorization that went out with `state`."""
    return keys.transaction(Kind.AUTHORIZATION, state)


def new_start(token: str, start: Start) -> Put:
    """Return the write of a new start link, which carries `token`."""
    fields: dict[str, Value] = {"onboarding_id": start.onboarding_id, "browser": start.browser}
    return expiring.new(keys.transaction(Kind.START, token), fields, start.expires_at)


def open_start(table: Table, token: str, *, browser: str, now: int) -> Start | None:
    """Bind the link to `browser`, the first time, and return it.

    None where there is no such link, it has expired, or it is bound to another browser.
    """
    key = keys.transaction(Kind.START, token)
    item = expiring.read(table, key, now)
    if item is None or item["browser"] not in ("", browser):
        return None
    binds = Update(key, set={"browser": browser}, when=(equals("browser", ""),))
    if item["browser"] == "" and not expiring.happens(table, binds):
        return open_start(table, token, browser=browser, now=now)  # somebody bound it just now
    return Start(text(item, "onboarding_id"), number(item, "expires_at"), browser)


def add_authorization(table: Table, state: str, authorization: Authorization) -> None:
    """Store an authorization that is about to leave with `state`."""
    expiring.add(
        table,
        authorization_key(state),
        {
            "partner": authorization.partner,
            "tenant": authorization.tenant,
            "browser": authorization.browser,
            "subject": authorization.subject,
            "onboarding_id": authorization.onboarding_id,
            "redirect_uri": authorization.redirect_uri,
            "scopes": list(authorization.scopes),
            VERIFIER_FIELD: authorization.sealed_verifier,
        },
        authorization.expires_at,
    )


def get_authorization(table: Table, state: str) -> Authorization | None:
    """Return the authorization that went out with `state`: under way, used or expired."""
    item = expiring.recall(table, authorization_key(state))
    if item is None:
        return None
    return Authorization(
        partner=text(item, "partner"),
        tenant=text(item, "tenant"),
        browser=text(item, "browser"),
        subject=text(item, "subject"),
        onboarding_id=text(item, "onboarding_id"),
        redirect_uri=text(item, "redirect_uri"),
        scopes=tuple(map(str, cast("list[Value]", item["scopes"]))),
        sealed_verifier=text(item, VERIFIER_FIELD),
        expires_at=number(item, "expires_at"),
        used="used" in item,
        outcome=text(item, "outcome"),
    )


def use_authorization(table: Table, state: str) -> bool:
    """Use the authorization up. False where that has happened before: every `state` counts once."""
    return expiring.happens(table, expiring.use(authorization_key(state)))


def conclude(table: Table, state: str, outcome: str) -> None:
    """Keep how the visit ended, for a browser that comes back with the same `state` again."""
    key = authorization_key(state)
    table.write(Update(key, set={"outcome": outcome}, when=(exists("used"),)))
