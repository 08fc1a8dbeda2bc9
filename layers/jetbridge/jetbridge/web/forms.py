"""The forms of our own pages, read when they come back."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from jetbridge.model import text
from jetbridge.model.errors import PageError
from jetbridge.web.request import Request

_MAX_FIELDS: Final = 16


def read(request: Request) -> Mapping[str, str]:
    """Return the form's fields.

    Raises:
        PageError: 400, it is not a form, holds text that is not taken, or a field comes twice.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise _unreadable()
    try:
        sent = request.body.decode("ascii")
        pairs = parse_qsl(sent, keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict")
    except ValueError:
        raise _unreadable() from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or any(text.fault(part) for pair in pairs for part in pair):
        raise _unreadable()
    return fields


def require_own_page(request: Request, base_url: str, *, always: bool) -> None:
    """Refuse a form that another site's page sent.

    Browsers say with every POST which origin the page was of. Where `always` is false, a request
    without `Origin` passes: no browser sends one, and the form's token protects it all the same.

    Raises:
        PageError: 403, the form came from elsewhere, or from nowhere where `always`.
    """
    origin = request.headers.get("origin")
    if origin != base_url and (always or origin is not None):
        raise PageError(
            403,
            "This did not come from our page",
            "Another page sent it, or the browser hid which one did.",
            "Go back to SmartRecruiters and start the connection there again.",
        )


def _unreadable() -> PageError:
    return PageError(
        400,
        "This form cannot be read",
        "It did not arrive as our page sends it.",
        "Go back to SmartRecruiters and start the connection there again.",
    )
