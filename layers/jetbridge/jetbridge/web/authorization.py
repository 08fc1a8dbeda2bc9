"""What a partner's authorization endpoint sends back with the browser (RFC 6749 §4.1.2).

The order in which a callback looks at it is fixed: the state first, then an error, then the code.
A parameter that comes twice has no one meaning, and is refused.
"""

import re
from typing import Final

from jetbridge.model.errors import PageError
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.model.sentence import Sentence, say
from jetbridge.web.request import Request

START_AGAIN: Final = say("Go back to where you began, and start again.")

_ERROR: Final = re.compile(r"[a-z_]{1,64}")
_MAX_LENGTH: Final = 4_096
"""Characters of a code. Those of the partners are far shorter."""


@record
class Refused:
    """There is no code. `error` is the partner's word for why (RFC 6749 §4.1.2.1)."""

    error: str


def state(request: Request, *, advice: Sentence = START_AGAIN) -> str:
    """Return the state that came back. `advice` names the reader's next step where there is none.

    Raises:
        PageError: 400, there is none, or more than one.
    """
    value = _only(request, "state", advice)
    if not value:
        raise incomplete(advice)
    return value


def code(request: Request, *, advice: Sentence = START_AGAIN) -> Secret | Refused:
    """Return the code, or why there is none. To be asked after the state was found to be ours.

    Raises:
        PageError: 400, there is neither, or a parameter comes twice.
    """
    error, value = _only(request, "error", advice), _only(request, "code", advice)
    if error is not None:
        return Refused(error if _ERROR.fullmatch(error) else "unknown_error")
    if not value or len(value) > _MAX_LENGTH:
        raise incomplete(advice)
    return Secret(value)


def incomplete(advice: Sentence = START_AGAIN) -> PageError:
    """Refuse what no partner sends."""
    return PageError(
        400,
        say("This page was not reached the right way"),
        say("What the address should carry is missing, or is there twice."),
        advice,
    )


def _only(request: Request, name: str, advice: Sentence) -> str | None:
    values = request.parameters(name)
    if len(values) > 1:
        raise incomplete(advice)
    return values[0] if values else None
