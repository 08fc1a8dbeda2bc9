"""What the deployer configures, a line a variable.

The environment reaches the functions from template.yaml. Each variable is checked when it is
read, not before: a function runs with the variables of its own job, and says by name which one
is missing or broken.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, Self, overload
from urllib.parse import urlsplit

from jetbridge.model.choices import (
    MAX_LINK_MINUTES,
    PERSON_FIELDS,
    VERIFICATION_FIELDS,
    Mode,
)
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import field, record

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

_CONTACT: Final = re.compile(
    r"https://[^\s/?#@\\]+([/?#]\S*)?|[^\s@:/?#&%]+@[^\s@:/?#&%]+\.[^\s@:/?#&%]+"
)


class SettingError(JetbridgeError):
    """A variable is missing or breaks its rule. Names the variable and the rule, not the value."""

    def __init__(self, name: str, rule: str) -> None:
        """`name`: the environment variable; `rule`: what it must be."""
        super().__init__(f"{name} {rule}")


class Variable[T]:
    """One environment variable as an attribute of `Settings`.

    `read` turns its text into a value, or raises ValueError with the rule that the text breaks.
    Without a `default` the variable is required and not empty.
    """

    def __init__(self, name: str, read: Callable[[str], T], default: str | None = None) -> None:
        """`default` is text, too, and passes through `read`."""
        self.name = name
        self._read = read
        self._default = default

    @overload
    def __get__(self, settings: None, owner: type) -> Self: ...
    @overload
    def __get__(self, settings: "Settings", owner: type) -> T: ...
    def __get__(self, settings: "Settings | None", owner: type) -> Self | T:
        """Read the variable.

        Raises:
            SettingError: it is missing or breaks its rule.
        """
        if settings is None:
            return self
        text = settings.environ.get(self.name, "").strip() or self._default
        if text is None:
            raise SettingError(self.name, "must be set")
        try:
            return self._read(text)
        except ValueError as broken:
            # The cause would show the value where int() or urlsplit() raised it.
            raise SettingError(self.name, str(broken)) from None


def text(value: str) -> str:
    """Take the text as it is."""
    return value


def words(value: str) -> tuple[str, ...]:
    """Split at white space."""
    return tuple(value.split())


def url(value: str) -> str:
    """Read a base URL, without its trailing slash: https, or http on a loopback host."""
    rule = "must be an https URL (http only on a loopback host), without query or fragment"
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        raise ValueError(rule) from None
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not host or not secure or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(rule)
    return value.rstrip("/")


def optional_url(value: str) -> str:
    """Read a base URL, or nothing."""
    return value and url(value)


def origin(value: str) -> str:
    """Read an origin (scheme, host, port), or nothing."""
    if value and urlsplit(url(value)).path:
        rule = "must be an origin: a URL without a path"
        raise ValueError(rule)
    return value and url(value)


def path(value: str) -> str:
    """Read a path below a base URL, or nothing."""
    if value and (not value.startswith("/") or set(value) & set("?#@\\ ")):
        rule = "must be a path that begins with a slash, without query or fragment"
        raise ValueError(rule)
    return value


def contact(value: str) -> str:
    """Read an e-mail address or an https URL, or nothing."""
    if value and not _CONTACT.fullmatch(value):
        rule = "must be an e-mail address or an https URL"
        raise ValueError(rule)
    return value


def issuer(value: str) -> str:
    """Read an OpenID issuer exactly as it is: it is compared letter by letter, slash included."""
    url(value)
    return value


def number(low: int, high: int, unit: str) -> Callable[[str], int]:
    """Read a whole number from `low` to `high`."""

    def read(value: str) -> int:
        rule = f"must be a whole number of {unit} from {low} to {high}"
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            raise ValueError(rule)
        return int(value)

    return read


def some_of(*choices: str) -> Callable[[str], frozenset[str]]:
    """Read any of `choices`, separated by white space."""

    def read(value: str) -> frozenset[str]:
        named = frozenset(value.split())
        if not named <= {*choices}:
            rule = f"must hold nothing but {', '.join(choices)}"
            raise ValueError(rule)
        return named

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    """Read one of `choices`."""

    def read(value: str) -> str:
        if value not in choices:
            rule = f"must be one of {', '.join(choices)}"
            raise ValueError(rule)
        return value

    return read


@record
class Settings:
    """The settings by name: the variable's, in lower case. Durations are in seconds."""

    environ: Mapping[str, str] = field(repr=False)

    table_name = Variable("TABLE_NAME", text)
    queue_url = Variable("QUEUE_URL", text)
    webhook_queue_url = Variable("WEBHOOK_QUEUE_URL", text)
    slow_queue_url = Variable("SLOW_QUEUE_URL", text)
    dead_letters_url = Variable("DEAD_LETTERS_URL", text)
    bus_name = Variable("BUS_NAME", text)
    webhook_concurrency = Variable("WEBHOOK_CONCURRENCY", number(2, 1_000, "workers"), "10")
    """Webhooks that are sent at once, to all endpoints together."""
    public_url = Variable("PUBLIC_URL", origin, "")
    untraced_receivers = Variable("UNTRACED_RECEIVERS", words, "")
    """Partners, `identity` or `tenant` that are sent no `traceparent`; `*`: none of them is."""
    http_timeout = Variable("HTTP_TIMEOUT", number(1, 60, "seconds"), "8")
    access_token_lifetime = Variable("ACCESS_TOKEN_LIFETIME", number(60, 86_400, "seconds"), "3600")

    client_quota = Variable("CLIENT_QUOTA", number(0, 1_000_000, "requests a minute"), "0")
    """Of an API client. 0: none."""
    tenant_quota = Variable("TENANT_QUOTA", number(0, 1_000_000, "requests a minute"), "0")
    """Of all API clients of a tenant together. 0: none."""

    audit_retention_days = Variable("AUDIT_RETENTION_DAYS", number(1, 3_653, "days"), "365")
    """How long an entry of the audit trail is kept."""
    onboarding_retention_days = Variable(
        "ONBOARDING_RETENTION_DAYS", number(45, 3_653, "days"), "180"
    )
    """How long a finished journey or onboarding is kept."""
    person_retention_days = Variable("PERSON_RETENTION_DAYS", number(1, 3_653, "days"), "30")
    """How long what is sealed of a person is kept in a finished onboarding."""
    connection_retention_days = Variable(
        "CONNECTION_RETENTION_DAYS", number(30, 3_653, "days"), "90"
    )
    """How long a disabled connection is kept."""
    notification_retention_days = Variable(
        "NOTIFICATION_RETENTION_DAYS", number(61, 3_653, "days"), "90"
    )
    """How long what a partner notified of is kept."""

    keyring_secret_id = Variable("KEYRING_SECRET_ID", text)
    smartrecruiters_secret_id = Variable("SMARTRECRUITERS_SECRET_ID", text)
    incode_secret_id = Variable("INCODE_SECRET_ID", text)
    identity_secret_id = Variable("IDENTITY_SECRET_ID", text)
    secrets_max_age = Variable("SECRETS_MAX_AGE", number(0, 86_400, "seconds"), "300")

    smartrecruiters_api_url = Variable(
        "SMARTRECRUITERS_API_URL", url, "https://api.smartrecruiters.com"
    )
    smartrecruiters_app_id = Variable("SMARTRECRUITERS_APP_ID", text)
    smartrecruiters_scopes = Variable("SMARTRECRUITERS_SCOPES", words, "")
    """Given to us by the company; shown on the consent page."""
    smartrecruiters_companies = Variable("SMARTRECRUITERS_COMPANIES", one_of(*Mode), Mode.ANY)
    """Which companies a tenant may connect: any free one, or those that are listed for it."""
    smartrecruiters_events = Variable("SMARTRECRUITERS_EVENTS", words, "")
    """Events of a company that we subscribe to. Empty: none."""
    smartrecruiters_replay_window = Variable(
        "SMARTRECRUITERS_REPLAY_WINDOW", number(0, 2_592_000, "seconds"), "604800"
    )
    """How far a delivery's timestamp may be from now, in either direction. 0: any distance.

    An event is redelivered for days, perhaps under its first timestamp, so the default outlasts
    the last redelivery. Replays are recognised by the event's id, which is remembered longer."""
    smartrecruiters_timeout = Variable("SMARTRECRUITERS_TIMEOUT", number(1, 130, "seconds"), "130")
    """For a credential exchange and a page of hires. The partner advises to wait 128 and more."""
    partner_scopes = Variable("PARTNER_SCOPES", words, "callbacks:write")
    """Given by us to SmartRecruiters; shown on the consent page."""
    consent_display_mode = Variable(
        "CONSENT_DISPLAY_MODE", one_of("REDIRECT", "POPUP", "EITHER"), "REDIRECT"
    )
    redirect_allow_list = Variable("REDIRECT_ALLOW_LIST", text, "smartrecruiters.com")
    frame_ancestors = Variable("FRAME_ANCESTORS", words, "https://*.smartrecruiters.com")

    incode_auth_url = Variable("INCODE_AUTH_URL", url)
    incode_api_url = Variable("INCODE_API_URL", url)
    incode_api_version = Variable("INCODE_API_VERSION", text, "1.0")
    incode_candidate_field = Variable("INCODE_CANDIDATE_FIELD", text, "candidateId")
    incode_status_path = Variable("INCODE_STATUS_PATH", path, "")
    """Where Incode is asked how far a session is. Empty: notifications have to tell."""
    incode_score_path = Variable("INCODE_SCORE_PATH", path, "")
    """Where Incode is asked what a processed session came to. Empty: it is not asked."""
    incode_link_minutes = Variable("INCODE_LINK_MINUTES", number(1, 10_080, "minutes"), "15")

    onboarder_secret_id = Variable("ONBOARDER_SECRET_ID", text)
    onboarder_api_url = Variable("ONBOARDER_API_URL", url, "https://api.onboarder.com")
    onboarder_scopes = Variable("ONBOARDER_SCOPES", words, "profile email phone")
    onboarder_link_minutes = Variable(
        "ONBOARDER_LINK_MINUTES", number(1, MAX_LINK_MINUTES, "minutes"), "1440"
    )
    onboarder_required = Variable("ONBOARDER_REQUIRED_VERIFICATIONS", words, "")
    """Verifications that a person must have to count as verified. Empty: any document."""
    onboarder_kept_fields = Variable(
        "ONBOARDER_KEPT_FIELDS",
        some_of(*PERSON_FIELDS, *VERIFICATION_FIELDS),
        "subject name email_verified phone_verified document_type country",
    )
    """What is kept of a person beyond each verification's type, outcome and time."""
    return_url_allow_list = Variable("RETURN_URL_ALLOW_LIST", text, "")
    """Where a person may be sent after verification. Empty: any https host that a client names."""

    onboardbase_secret_id = Variable("ONBOARDBASE_SECRET_ID", text)
    onboardbase_app_url = Variable("ONBOARDBASE_APP_URL", url, "https://app.onboardbase.com")
    onboardbase_auth_url = Variable("ONBOARDBASE_AUTH_URL", url, "https://api.onboardbase.com")
    onboardbase_api_url = Variable("ONBOARDBASE_API_URL", url, "https://public.onboardbase.com")
    onboardbase_scopes = Variable("ONBOARDBASE_SCOPES", words, "read.secrets read.projects")
    """Asked of an administrator; a key that may do more is refused."""
    onboardbase_quote_params = Variable(
        "ONBOARDBASE_QUOTE_PARAMS", one_of("true", "false"), "false"
    )
    """Whether `scopes` and `state` travel in quotes, as the partner's own page writes them."""

    enboarder_api_url = Variable("ENBOARDER_API_URL", optional_url, "")
    enboarder_auth_url = Variable("ENBOARDER_AUTH_URL", optional_url, "")
    """Both replace every region's host. Empty: the region of a connection decides."""
    enboarder_token_hosts = Variable(
        "ENBOARDER_TOKEN_HOSTS", text, "enboarder.com,amazoncognito.com"
    )
    """Where a connection's own token URL may lead: its client secret is sent there."""

    support_contact = Variable("SUPPORT_CONTACT", contact, "")
    """Where a person finds help: an e-mail address or an https URL. Empty: at who sent the link."""

    oidc_issuer = Variable("OIDC_ISSUER", issuer)
    oidc_client_id = Variable("OIDC_CLIENT_ID", text)
    oidc_scopes = Variable("OIDC_SCOPES", words, "openid")
    tenant_claim = Variable("TENANT_CLAIM", text, "tenant")
    default_tenant = Variable("DEFAULT_TENANT", text, "")
    """The tenant of a sign-in without the claim. Empty: such a sign-in is refused."""

    console_roles_claim = Variable("CONSOLE_ROLES_CLAIM", text, "")
    """The claim of the ID token with a person's roles in the console. Empty: no one has access."""
    console_idle_minutes = Variable("CONSOLE_IDLE_MINUTES", number(5, 1_440, "minutes"), "30")
    """After which a session of the console that is not used has ended."""
    console_session_minutes = Variable(
        "CONSOLE_SESSION_MINUTES", number(5, 1_440, "minutes"), "480"
    )
    """After which any session of the console has ended."""

    def at(self, domain: str) -> "Settings":
        """Return the settings with our own origin, as `base_url` tells it."""
        return Settings({**self.environ, "PUBLIC_URL": self.base_url(domain)})

    def base_url(self, domain: str) -> str:
        """Return our own origin: PUBLIC_URL or, where that is empty, the request's `domain`.

        `domain` is API Gateway's word for where the request arrived. Headers that any caller can
        write (`Host`, `X-Forwarded-*`) do not count (RFC 9700 §4.13).
        """
        return self.public_url or f"https://{domain}"
