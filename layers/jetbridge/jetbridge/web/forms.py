"""The forms of our own pages, read when they come back."""

import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from jetbridge.model import text
from jetbridge.model.errors import ApiProblem, PageError, Violation
from jetbridge.model.sentence import Sentence, say
from jetbridge.web.request import Request

_MAX_FIELDS: Final = 16
_MARKED: Final = f"Each stands here as {text.LOST}."
_START_AGAIN: Final = say("Go back to where you began, and start again there.")


def read(request: Request, *, advice: Sentence = _START_AGAIN) -> Mapping[str, str]:
    """Return the form's fields. `advice` names the reader's next step where they are refused.

    Raises:
        PageError: 400, it is not a form, holds text that is not taken, or a field comes twice.
    """
    fields = typed(request, advice=advice)
    if any(map(text.fault, fields.values())):
        raise _unreadable(advice)
    return fields


def typed(
    request: Request, *, most: int = _MAX_FIELDS, advice: Sentence = _START_AGAIN
) -> Mapping[str, str]:
    """Return the form's fields, at most `most`, whatever text was typed into them.

    Raises:
        PageError: 400, it is not a form, or a field comes twice.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise _unreadable(advice)
    try:
        sent = request.body.decode("ascii")
        pairs = parse_qsl(sent, keep_blank_values=True, max_num_fields=most, errors="strict")
    except ValueError:
        raise _unreadable(advice) from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or any(map(text.fault, fields)):
        raise _unreadable(advice)
    return fields


def require_text(fields: Mapping[str, str]) -> None:
    """Make sure that each field holds text that is taken.

    Raises:
        ApiProblem: 400, naming the fields that do not.
    """
    faults = {name: found for name, value in fields.items() if (found := text.fault(value))}
    if faults:
        told = (
            Violation(f"/{name}", fault.rule, f"{fault.sentence} {_MARKED}")
            for name, fault in faults.items()
        )
        title = "The form holds characters that are not taken"
        raise ApiProblem(400, "invalid-text", title, errors=(*told,))


def token(browser: str, *purpose: str) -> str:
    """Return the CSRF token of a form that only this browser can have been shown.

    It is derived and not stored, so that showing a form changes nothing. `browser` is the value
    of the browser's cookie, 256 random bits that no script and no other site can read; `purpose`
    is what the form does and for whom.
    """
    return hmac.digest(browser.encode(), "\n".join(purpose).encode(), "sha256").hex()


def is_token(given: str, browser: str, *purpose: str) -> bool:
    """Return whether `given` is the token of that form, in that browser."""
    return bool(browser) and hmac.compare_digest(given.encode(), token(browser, *purpose).encode())


def require_own_page(
    request: Request, base_url: str, *, always: bool, advice: Sentence = _START_AGAIN
) -> None:
    """Refuse a form that another site's page sent. `advice` names the reader's next step.

    Browsers say with every POST which origin the page was of. Where `always` is false, a request
    without `Origin` passes: no browser sends one, and the form's token protects it all the same.

    Raises:
        PageError: 403, the form came from elsewhere, or from nowhere where `always`.
    """
    origin = request.headers.get("origin")
    if origin != base_url and (always or origin is not None):
        raise PageError(
            403,
            say("This did not come from our page"),
            say("Another page sent it, or the browser hid which one did."),
            advice,
        )


def _unreadable(advice: Sentence) -> PageError:
    return PageError(
        400,
        say("This form cannot be read"),
        say("It did not arrive as our page sends it."),
        advice,
    )
