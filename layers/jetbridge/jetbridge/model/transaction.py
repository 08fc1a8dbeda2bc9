"""The one-time, expiring records behind the browser flows, and how long each lives.

A transaction's id is random and travels in a URL or a form; the table knows it by its SHA-256
only. So do the secrets that bind it to one browser (`browser`, `session`, `ticket`, `csrf`):
who reads the table can neither continue a flow nor answer for the person in it.
"""

from enum import StrEnum
from typing import Final

from jetbridge.model.choices import MAX_LINK_MINUTES
from jetbridge.model.record import field, record
from jetbridge.model.stored import stored_as

CALLBACK_PATH: Final = "/auth/callback"

PAGE_LIFETIME: Final = 900
"""Seconds that a page of ours waits for its button."""

SIGN_IN_LIFETIME: Final = 600
"""Seconds to come back from the sign-in service."""

CONSENT_LIFETIME: Final = PAGE_LIFETIME
"""Seconds to decide."""

BEGIN_WITHIN: Final = 300
"""Seconds after its approval in which an exchange may begin: no admin waits for a later one."""

BEGIN_MARGIN: Final = 60
"""Seconds after which an exchange that has not begun in time counts as one that never does."""

FRAME_LIFETIME: Final = PAGE_LIFETIME
"""Seconds that a frame waits for its window to be opened."""

WINDOW_LIFETIME: Final = SIGN_IN_LIFETIME + CONSENT_LIFETIME
"""Seconds that a frame waits for its window from then on: to sign in there, and to decide."""

AUTHORIZATION_LIFETIME: Final = 600
"""Seconds for an administrator to come back from a partner."""

VERIFICATION_LIFETIME: Final = 900
"""Seconds for a person to prove who they are and come back: as long as a state may live."""

LINK_MEMORY: Final = 30 * 86_400
"""Seconds after its end for which a link leads to a page that says whom to ask for a new one."""

RECALL: Final = 86_400
"""Seconds that a record is kept after its end, for a browser that comes back late."""

VERIFIER_FIELD: Final = "code_verifier"
"""The attribute of a sealed PKCE code verifier, part of its associated data."""

BROWSER_LIFETIME: Final = RECALL + max(
    PAGE_LIFETIME,
    SIGN_IN_LIFETIME,
    WINDOW_LIFETIME,
    AUTHORIZATION_LIFETIME,
    VERIFICATION_LIFETIME,
    MAX_LINK_MINUTES * 60,
)
"""Seconds that a browser keeps the cookie to which all of these are bound. It is set again each
time that something is bound to it. A visit of a link is remembered until the link's end."""


class Kind(StrEnum):
    """The kinds of transaction; part of the item's key."""

    SIGN_IN = "signin"
    CONSENT = "consent"
    FRAME = "frame"
    START = "start"
    AUTHORIZATION = "authorization"


class DisplayMode(StrEnum):
    """How SmartRecruiters shows the consent page (its `consentDisplayMode`)."""

    REDIRECT = "REDIRECT"
    POPUP = "POPUP"


@record
class ConsentRequest:
    """What SmartRecruiters asks for at the consentUrl, every value checked.

    `redirect` is where the browser goes afterwards, in REDIRECT mode only. `frame` is the id of
    the waiting frame that this window belongs to, where there is one.
    """

    company_id: str
    redirect: str = ""
    frame: str = ""

    @property
    def display_mode(self) -> DisplayMode:
        """The mode that the request is in."""
        return DisplayMode.REDIRECT if self.redirect else DisplayMode.POPUP


@record
class SignIn:
    """A browser is away at the sign-in service (OpenID Connect Core §3.1).

    `sealed_return_to` is the path of ours that required a sign-in, sealed;
    `sealed_verifier` the PKCE code verifier (RFC 7636), sealed. `browser` is the SHA-256 of that
    browser's cookie; `expires_at` is in Unix seconds. `return_to` is the path as an earlier
    release stored it.
    """

    sealed_return_to: str = field(repr=False)
    browser: str
    nonce: str
    sealed_verifier: str = field(repr=False, metadata=stored_as(VERIFIER_FIELD))
    expires_at: int
    used: bool = False
    return_to: str = ""


class Decision(StrEnum):
    """Where a consent stands."""

    OPEN = "open"
    """Shown, not answered."""
    EXCHANGING = "exchanging"
    """Approved; the worker exchanges the credentials, or is about to."""
    APPROVED = "approved"
    """Approved, and the exchange has an outcome."""
    DENIED = "denied"


@record
class Consent:
    """One consent page, shown to one person in one browser.

    `browser`, `person` and `csrf` are SHA-256 of the browser's cookie, of who was signed in, and
    of the form's token; `outcome` is the exchange's, once there is one. A person may sign in again
    between page and answer: another tab does that.

    An approval adds for whom (`tenant`) and by whom (`subject`, of OpenID) it was given, when
    (`approved_at`), and until when its exchange may begin (`begin_until`, Unix seconds). Once that
    has begun, `exchange` is its id, on the connection `connection_id`. `name` is the SHA-256 of the
    consent's id.
    """

    request: ConsentRequest
    browser: str
    person: str
    csrf: str
    expires_at: int
    decision: Decision = Decision.OPEN
    outcome: str = ""
    name: str = ""
    tenant: str = ""
    subject: str = ""
    approved_at: int = 0
    begin_until: int = 0
    connection_id: str = ""
    exchange: str = ""


class FrameStatus(StrEnum):
    """What a waiting frame may know. Everything but `WAITING` is final."""

    WAITING = "waiting"
    CONNECTED = "connected"
    DENIED = "denied"
    FAILED = "failed"
    EXPIRED = "expired"


@record
class Frame:
    """A frame inside SmartRecruiters that waits for a window of its own to finish.

    `ticket` is the SHA-256 of what opens that window; `browser` that of the cookie of the browser
    that opened it, empty until then: the ticket opens it in no other. `consent` is the name of
    the consent that was approved there: as that ends, so does the frame.
    """

    company_id: str
    ticket: str
    expires_at: int
    browser: str = ""
    status: FrameStatus = FrameStatus.WAITING
    consent: str = ""


@record
class Authorization:
    """A browser is away at a partner's authorization endpoint (RFC 6749 §4.1.1).

    `browser` is the SHA-256 of that browser's cookie. `subject` is who signed in and left, empty
    with `onboarding_id` set where a person proves who they are, who signs in nowhere here.
    `redirect_uri` and `scopes` are what the partner was sent. `outcome` is how the visit ended,
    once it has been `used`. `link_id` is the link that led the administrator here, empty where none
    did. The record is kept until `kept_until` at the least.
    """

    partner: str
    tenant: str
    expires_at: int
    browser: str = ""
    redirect_uri: str = ""
    subject: str = ""
    onboarding_id: str = ""
    scopes: tuple[str, ...] = ()
    sealed_verifier: str = field(default="", repr=False, metadata=stored_as(VERIFIER_FIELD))
    used: bool = False
    outcome: str = ""
    link_id: str = ""
    kept_until: int = field(default=0, metadata=stored_as("ttl"))

    def is_open(self, now: int) -> bool:
        """Return whether the state still counts."""
        return not self.used and now < self.expires_at
