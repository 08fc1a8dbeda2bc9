"""The routes of functions/console: one for all pages, which docs/console.md lists."""

from collections.abc import Callable, Mapping
from typing import Final, TypedDict

from functions.console import app
from jetbridge_local.openapi.components import out_of_reach
from jetbridge_local.openapi.operation import FORM, Body, Operation, page, redirect


class ConsoleForm(TypedDict):
    """A form of a page of the console. Each has further fields of its own."""

    csrf_token: str


_SIGN_IN: Final = redirect("To the OpenID issuer where no one is signed in, or to another page.")
_REFUSALS: Final = {
    400: "The sign-in, or the form, cannot be read or is not known.",
    403: "The person's role does not suffice, or the console is not switched on.",
    404: "There is no such page, or it is not this person's to see.",
    409: "What is asked about has changed.",
    422: "A query parameter is not valid.",
    502: "The sign-in service's answer cannot be used.",
    503: out_of_reach(),
}

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    app.show_console: Operation(
        tag="Browser",
        description="The operator's tenants. Everyone else is led to their own.",
        answers={200: page("The tenants."), 303: _SIGN_IN},
        refusals=_REFUSALS,
    ),
    app.show_console_page: Operation(
        tag="Browser",
        description="Any page of the console. Nothing changes by it but when it was last used.",
        answers={200: page("The page."), 303: _SIGN_IN},
        refusals=_REFUSALS,
    ),
    app.change_in_console: Operation(
        tag="Browser",
        description="Does what a page of the console asked about, and is in the audit trail.",
        body=Body(
            models=(ConsoleForm,),
            media_type=FORM,
            examples={"the form": {"csrf_token": "made-up"}},
        ),
        answers={200: page("The page that says what came of it."), 303: redirect("To the page.")},
        refusals={
            **_REFUSALS,
            401: "No one is signed in any more.",
            403: "Not our own page's form, another session's, or the role does not suffice.",
        },
    ),
}
