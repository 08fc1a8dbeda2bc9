"""The table of every partner's token dialect, written from the code: `make dialects`."""

from collections.abc import Callable
from typing import Final

from jetbridge.broker.dialect import Body, ClientAuth, Dialect, Expiry
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.incode import api as incode
from jetbridge.partners.onboardbase import api as onboardbase
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.smartrecruiters import api as smartrecruiters

ROWS: Final = (
    ("SmartRecruiters", smartrecruiters.dialect("https://api.smartrecruiters.com")),
    ("Incode", incode.dialect("https://auth.incode.com")),
    ("Onboarder", onboarder.dialect("https://api.onboarder.com")),
    ("Onboardbase", onboardbase.dialect("https://api.onboardbase.com")),
    ("Enboarder, v1 paths", enboarder.key_dialect()),
    (
        "Enboarder, v2 paths",
        enboarder.oauth_dialect("https://auth.syd.e1.enboarder.com/oauth2/token"),
    ),
    (
        "Enboarder, v2 paths, other settings",
        enboarder.oauth_dialect(
            "https://auth.syd.e1.enboarder.com/oauth2/token",
            client_auth=ClientAuth.BASIC,
            auth_prefix="Bearer ",
        ),
    ),
)
"""Each dialect that a deployment can speak, with the partner's published hosts."""

_HEAD: Final = """\
# Token dialects

How each partner's access tokens are obtained, read and presented. Written by `make dialects` from
the partner modules in `layers/jetbridge/jetbridge/partners/`; a test compares.

"""
_NONE: Final = "none"


def page() -> str:
    """Return the page docs/dialects.md."""
    names = [name for name, _ in ROWS]
    lines = [_line("", names), _line("---", ["---"] * len(names))]
    lines += [_line(label, [_cell(show, row) for _, row in ROWS]) for label, show in _PROPERTIES]
    return _HEAD + "\n".join(lines) + "\n"


def _line(first: str, cells: list[str]) -> str:
    return f"| {' | '.join([first, *cells])} |"


def _cell(show: Callable[[Dialect], str], dialect: Dialect) -> str:
    """Show one property; what concerns the token endpoint only where there is one."""
    concerned = dialect.grants or show in (_presented, _limits)
    return show(dialect) if concerned else _NONE


def _grants(dialect: Dialect) -> str:
    return ", ".join(f"`{grant}`" for grant in dialect.grants)


def _scopes(dialect: Dialect) -> str:
    separated = "comma" if dialect.scope.separator == "," else "space"
    return f"`{dialect.scope.name}`, {separated} between"


def _request(dialect: Dialect) -> str:
    return (
        f"{dialect.body}, beside an empty JSON object"
        if dialect.body is Body.QUERY
        else (str(dialect.body))
    )


def _client(dialect: Dialect) -> str:
    return f"in the {dialect.body}" if dialect.client_auth is ClientAuth.BODY else "Basic"


def _answer(dialect: Dialect) -> str:
    fields = ", ".join(f"`{name}`" for name in (dialect.token_field, *dialect.companions))
    every = dialect.success == tuple(range(200, 300))
    return f"{'2xx' if every else ' or '.join(map(str, dialect.success))}: {fields}"


def _expiry(dialect: Dialect) -> str:
    sort = {
        Expiry.SECONDS: "seconds",
        Expiry.EPOCH: "epoch, in seconds or milliseconds",
        Expiry.ABSENT: "not published, seconds if any",
    }[dialect.expiry]
    return f"{sort}; otherwise {dialect.default_lifetime:,} s"


def _presented(dialect: Dialect) -> str:
    shown = dialect.presentation
    key = f", `{shown.key_header}: key`" if shown.key_header else ""
    return f"`{shown.header}: {shown.prefix}token`{key}"


def _limits(dialect: Dialect) -> str:
    limits = dialect.limits
    stated = [
        f"{limits.per_second} a second" if limits.per_second else "",
        f"{limits.concurrent} at a time" if limits.concurrent else "",
        *(f"`{method} {path}` one at a time" for method, path in limits.alone),
    ]
    return ", ".join(filter(None, stated)) or "not published"


_PROPERTIES: Final[tuple[tuple[str, Callable[[Dialect], str]], ...]] = (
    ("token URL", lambda row: f"`{row.token_url}`"),
    ("grants", _grants),
    ("parameters", _request),
    ("client", _client),
    ("scopes", _scopes),
    ("success", _answer),
    ("errors", lambda row: "`errors` decide" if row.envelope == "data/errors" else "the status"),
    ("expiry", _expiry),
    ("presented as", _presented),
    ("limits", _limits),
)

if __name__ == "__main__":
    print(page(), end="")
