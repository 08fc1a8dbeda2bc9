"""The form "Use another account", which every page for a signed-in person carries.

It is a form and not a link: a link would let a scanner, a prefetch or another site's image end the
session of the person.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.errors import Form
from jetbridge.model.sentence import say
from jetbridge.web import forms

PATH: Final = "/auth/another-account"
_RETURN_TO: Final = "return_to"
_TOKEN: Final = "account_token"  # noqa: S105 - a field's name, not a secret


def form(browser: str, return_to: str) -> Form:
    """Return the form of a page of ours, to which it comes back.

    `browser` is the value of the browser's cookie.
    """
    fields = {_RETURN_TO: return_to, _TOKEN: forms.token(browser, PATH, return_to)}
    return Form(PATH, fields, say("Use another account"))


def read(fields: Mapping[str, str], browser: str) -> str | None:
    """Return where a form leads back to; None where it was not shown in this browser."""
    return_to = fields.get(_RETURN_TO, "")
    is_shown = forms.is_token(fields.get(_TOKEN, ""), browser, PATH, return_to)
    return return_to if is_shown else None
