"""The options by which a command names one person: a whole id of one kind, within a tenant."""

from typing import Annotated

import typer

from jetbridge.model.erasure import Identifier, NameKind

_WHO = "Whom (one of these, the whole id)"

Tenant = Annotated[str, typer.Option("--tenant", help="Whose person it is.")]
CandidateId = Annotated[
    str,
    typer.Option("--candidate", help="SmartRecruiters' candidate id.", rich_help_panel=_WHO),
]
ApplicationId = Annotated[
    str,
    typer.Option("--application", help="SmartRecruiters' application id.", rich_help_panel=_WHO),
]
OnboardingId = Annotated[
    str,
    typer.Option("--onboarding", help="The id of an onboarding.", rich_help_panel=_WHO),
]
ExternalId = Annotated[
    str,
    typer.Option(
        "--external-id",
        help="The externalCustomerId of an API client's request.",
        rich_help_panel=_WHO,
    ),
]
Company = Annotated[
    str,
    typer.Option("--company", help="The candidate's company, where several have such an id."),
]
ConnectionId = Annotated[
    str, typer.Option("--connection", help="The same, by the connection of the company.")
]


def identifier(candidate: str, application: str, onboarding: str, external_id: str) -> Identifier:
    """Return the one identifier that was given.

    Raises:
        BadParameter: there is none, or there are several.
    """
    given = {
        NameKind.CANDIDATE: candidate,
        NameKind.APPLICATION: application,
        NameKind.ONBOARDING: onboarding,
        NameKind.EXTERNAL: external_id,
    }
    named = [Identifier(kind, value) for kind, value in given.items() if value]
    if len(named) != 1:
        hint = "--candidate / --application / --onboarding / --external-id"
        raise typer.BadParameter("give exactly one of these", param_hint=hint)
    return named[0]
