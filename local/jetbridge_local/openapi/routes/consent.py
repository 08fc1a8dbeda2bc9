"""The routes of functions/consent: SmartRecruiters' consent, and sign-in."""

from collections.abc import Callable, Mapping
from typing import Final, Literal, NotRequired, TypedDict

from functions.consent import app
from jetbridge_local.openapi.components import CODE, out_of_reach
from jetbridge_local.openapi.operation import (
    FORM,
    Answer,
    Body,
    Operation,
    Parameter,
    page,
    redirect,
)


class ConsentForm(TypedDict):
    """The consent page's form."""

    decision: Literal["approve", "deny"]
    transaction: str
    csrf_token: str


class AccountForm(TypedDict):
    """The form "Use another account", of every page for a person who is signed in."""

    return_to: str
    """A path of ours."""
    account_token: str


class WindowForm(TypedDict):
    """The form of the waiting frame."""

    transaction: str
    ticket: str


class FrameStatus(TypedDict):
    """How the window of a frame ended."""

    status: Literal["waiting", "connected", "denied", "failed", "expired"]
    approved: NotRequired[Literal[True]]
    """While it waits for an exchange that was approved in the window."""


class Progress(TypedDict):
    """How far an approved exchange is."""

    status: Literal["running", "ended"]
    asked: bool
    """SmartRecruiters is being asked."""
    seconds: int
    """Since it was approved."""


_TRANSACTION: Final = Parameter(name="transaction", description="Which consent it is about.")

OPERATIONS: Final[Mapping[Callable[..., object], Operation]] = {
    app.show_consent: Operation(
        tag="Browser",
        description="The `consentUrl`, opened by the admin's browser. Nothing changes by it.",
        parameters=(
            Parameter(
                name="companyId",
                required=True,
                description="SmartRecruiters' id of the company.",
                schema={"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"},
                example="acme",
            ),
            Parameter(
                name="redirect",
                description="In REDIRECT mode: an https URL on the allow-list.",
                schema={"type": "string", "format": "uri"},
            ),
            Parameter(name="frame", description="Set by ourselves, in the window of a frame."),
        ),
        answers={
            200: page("The question, or in a frame the page that waits."),
            303: redirect("To the OpenID issuer: no one is signed in."),
        },
        refusals={
            400: "`companyId` or `redirect` is missing, malformed or refused.",
            403: "The account may not connect the company, or the window is another's.",
            409: "The company belongs to another tenant, or changed meanwhile.",
            502: "The sign-in service's answer cannot be used.",
            503: out_of_reach(),
        },
    ),
    app.decide_consent: Operation(
        tag="Browser",
        description=(
            "Counts once; submitted again, it gets the answer of the first time. An approval is"
            " answered once the exchange has ended, or leads to the page that waits."
        ),
        body=Body(
            models=(ConsentForm,),
            media_type=FORM,
            examples={
                "denied": {
                    "decision": "deny",
                    "transaction": "made-up",
                    "csrf_token": "made-up",
                }
            },
        ),
        answers={
            200: page("How it ended, in POPUP mode."),
            303: redirect("To `redirect`, or to the page that waits."),
        },
        refusals={
            400: "The form cannot be read, or is older than 15 minutes.",
            403: "Of another browser, account or origin; or SmartRecruiters refused.",
            409: "Connected meanwhile, or disabled meanwhile.",
            502: "SmartRecruiters' answer cannot be used.",
            503: out_of_reach("SmartRecruiters"),
        },
    ),
    app.open_consent_window: Operation(
        tag="Browser",
        description="Binds the transaction to this browser, and moves on to the consent page.",
        body=Body(
            models=(WindowForm,),
            media_type=FORM,
            examples={"the form": {"transaction": "made-up", "ticket": "made-up"}},
        ),
        answers={200: page("A page that moves on by itself.")},
        refusals={
            400: "Another browser, a wrong ticket, or more than 15 minutes later.",
            403: "Needs an `Origin` that is our own.",
            503: out_of_reach(),
        },
    ),
    app.show_consent_status: Operation(
        tag="Browser",
        description="How the window of a frame ended. In a frame it is a page that says the same.",
        parameters=(_TRANSACTION,),
        answers={
            200: Answer(
                description="A word for the frame's script, or a page.",
                shape=FrameStatus,
                example={"status": "waiting"},
                or_page=True,
            )
        },
        refusals={503: out_of_reach()},
    ),
    app.show_consent_progress: Operation(
        tag="Browser",
        description="Where the browser waits for an exchange that it approved.",
        parameters=(_TRANSACTION,),
        answers={
            200: Answer(
                description="With `Accept: application/json` how far it is, otherwise a page.",
                shape=Progress,
                example={"status": "running", "asked": True, "seconds": 12},
                or_page=True,
            ),
            303: redirect("To `redirect`, or back to the question."),
        },
        refusals={
            400: "There is no such consent.",
            403: "Another browser; or SmartRecruiters refused.",
            409: "Connected meanwhile, or disabled meanwhile.",
            502: "SmartRecruiters' answer cannot be used.",
            503: out_of_reach("SmartRecruiters"),
        },
    ),
    app.return_from_sign_in: Operation(
        tag="Browser",
        description="Where the OpenID issuer sends the browser back.",
        parameters=(
            Parameter(name="state", description="Counts once, in the browser that left."),
            CODE,
            Parameter(name="error", description="Why the sign-in service refused."),
        ),
        answers={303: redirect("To the page that asked for the sign-in.")},
        refusals={
            400: "The state is unknown, old or of another browser.",
            403: "The sign-in was refused, or names no tenant.",
            502: "The issuer's answer cannot be trusted, or it refuses our client.",
            503: out_of_reach("The issuer"),
        },
    ),
    app.use_another_account: Operation(
        tag="Browser",
        description=(
            "Ends the session in this browser, and has the sign-in service ask for credentials. The"
            " person comes back to the page that the form was on."
        ),
        body=Body(
            models=(AccountForm,),
            media_type=FORM,
            examples={
                "the form": {
                    "return_to": "/connect/onboardbase",
                    "account_token": "made-up",
                }
            },
        ),
        answers={200: page("A page that moves on to the sign-in service by itself.")},
        refusals={
            400: "The form cannot be read.",
            403: "Of another browser or origin. The session goes on.",
            502: "The sign-in service's answer cannot be used.",
            503: out_of_reach("The sign-in service"),
        },
    ),
    app.show_logo: Operation(
        tag="Browser",
        description="The logo that the pages show, an SVG or a PNG. A page names it.",
        answers={
            200: Answer(
                description="The logo.",
                files=("image/svg+xml", "image/png"),
                headers={"Cache-Control": "It may be kept: its name follows from its bytes."},
            )
        },
        refusals={404: "It is not, or no longer, the logo.", 503: out_of_reach()},
    ),
}
