"""Client authentication (RFC 6749 §2.3.1): by HTTP Basic or in the body, never both.

A refused client learns nothing from how it was refused. Unknown, revoked, wrong and expired cost
the same (one read, one digest, two constant-time comparisons) and get the same answer.
"""

import base64
import hmac
import re
from typing import Final
from urllib.parse import unquote_plus

from jetbridge.model import text
from jetbridge.model.errors import OAuthError
from jetbridge.model.metrics import Metric
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.oauth import credentials
from jetbridge.oauth.clients import MAX_SECRETS, Client
from jetbridge.oauth.form import Form
from jetbridge.oauth.refusals import invalid_client, invalid_request, quota_used_up
from jetbridge.oauth.server import Server
from jetbridge.store import keys
from jetbridge.store.mapper import from_item
from jetbridge.web.request import Request

_NOBODY: Final = "jb_ci_0000000000000000"
"""Read in place of an id that we cannot have issued, so that it costs a read as well."""
_NO_DIGEST: Final = "-" * 64
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


@record
class Presented:
    """What a request says about who sent it."""

    client_id: str
    secret: Secret


def authenticate(server: Server, request: Request, form: Form) -> Client:
    """Return the client that sent the request.

    Raises:
        OAuthError: `invalid_request`, the credentials are malformed or given twice;
            `invalid_client`, they are missing or wrong; 429, its quota is used up.
    """
    presented = read_credentials(request.headers.get("authorization"), form)
    client = _authentic(server, presented) if presented else None
    if client is None:
        server.meter.count(Metric.CLIENT_REFUSED)
        raise invalid_client()
    # Not before it is known: else others could use up a client's quota by its name.
    standing = server.quotas.take(client)
    if standing.is_refused:
        server.meter.count(Metric.QUOTA_EXCEEDED)
        raise quota_used_up(standing)
    return client


def read_credentials(authorization: str | None, form: Form) -> Presented | None:
    """Return the credentials of a request; None where it has none that we could check.

    Raises:
        OAuthError: `invalid_request`, they are malformed or given twice, or the two ids differ.
    """
    ways = [authorization, form.get("client_secret"), form.get("client_assertion")]
    if sum(way is not None for way in ways) > 1:
        raise invalid_request("The client authenticates in more than one way.")
    if authorization is None:
        return _presented(form.get("client_id", ""), form.get("client_secret", ""))
    scheme, _, token68 = authorization.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    client_id, secret = _decode_basic(token68.strip())
    if form.get("client_id", client_id) != client_id:
        raise invalid_request("The client_id in the body is not the one that authenticates.")
    return _presented(client_id, secret)


def _presented(client_id: str, secret: str) -> Presented | None:
    return Presented(client_id, Secret(secret)) if client_id and secret else None


def _decode_basic(token68: str) -> tuple[str, str]:
    """Return id and secret: base64, split at the first colon, then form-decoded (App. B)."""
    try:
        decoded = base64.b64decode(token68, validate=True).decode()
    except ValueError:  # binascii.Error and UnicodeDecodeError are
        raise invalid_request("The Authorization header is not valid Basic.") from None
    client_id, colon, secret = decoded.partition(":")
    if not colon:
        raise invalid_request("The Authorization header is not valid Basic.")
    return _form_decode(client_id), _form_decode(secret)


def _form_decode(encoded: str) -> str:
    if _STRAY_PERCENT.search(encoded):
        raise _not_form_encoded()
    try:
        decoded = unquote_plus(encoded, errors="strict")
    except ValueError:  # UnicodeDecodeError is one
        raise _not_form_encoded() from None
    found = text.fault(decoded)
    if found:
        raise invalid_request(f"The credentials in the Authorization header: {found.sentence}")
    return decoded


def _not_form_encoded() -> OAuthError:
    return invalid_request("The credentials in the Authorization header are not form-encoded.")


def _authentic(server: Server, presented: Presented) -> Client | None:
    """Look the client up and compare. Every path through here does the same work."""
    known = credentials.is_client_id(presented.client_id)
    item = server.table.get(keys.client(presented.client_id if known else _NOBODY))
    client = from_item(Client, item) if item else None
    offered = keys.digest(presented.secret.reveal())
    now = server.clock.now()
    held = [s.digest for s in client.secrets if s.is_live(now)] if client else []
    slots = [*held, *[_NO_DIGEST] * MAX_SECRETS][:MAX_SECRETS]
    matches = [hmac.compare_digest(slot, offered) for slot in slots]
    return client if client and client.may_act and any(matches) else None
