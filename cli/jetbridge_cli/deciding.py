"""An operator's decision at a terminal: shown, asked, and sent with what it answers."""

from typing import Annotated, Final

import typer

from jetbridge.flows.context import Context
from jetbridge.flows.journey import decide as flow
from jetbridge.flows.journey import record, show
from jetbridge.model import journey_rules as rules
from jetbridge.model.audit import Action
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.journey_events import AtStep, AtVersion, Decided, Decision, Question
from jetbridge.model.journey_rules import NotPossibleError, OvertakenError
from jetbridge.store import journeys
from jetbridge.store.table import WriteConflictError
from jetbridge.web import journey_decisions, journey_resources, who
from jetbridge_cli import asking, auditing, journey_view, operating
from jetbridge_cli.asking import Ask
from jetbridge_cli.deployment import Deployment
from jetbridge_cli.failure import ChangedError, CommandError
from jetbridge_cli.output import console, say
from jetbridge_cli.refusals import told

_NONE: Final = "none"
_ACTIONS: Final = {
    Decision.APPROVE: Action.JOURNEY_APPROVE,
    Decision.RETRY: Action.JOURNEY_RETRY,
    Decision.NEW_LINK: Action.JOURNEY_NEW_LINK,
    Decision.REPLACE_LINK: Action.JOURNEY_REPLACE_LINK,
    Decision.CANCEL: Action.JOURNEY_CANCEL,
}

_SEEN: Final = "What the decision answers"

SeenVersion = Annotated[
    int | None,
    typer.Option(
        "--version",
        min=1,
        help="The journey's version as you saw it: decide only while it is that one.",
        rich_help_panel=_SEEN,
    ),
]
SeenStep = Annotated[
    str,
    typer.Option(
        "--step",
        help="The present step as you saw it; with --attempt and --reason.",
        rich_help_panel=_SEEN,
    ),
]
SeenAttempt = Annotated[
    int | None,
    typer.Option("--attempt", min=1, help="Its attempt.", rich_help_panel=_SEEN),
]
SeenReason = Annotated[
    str | None,
    typer.Option("--reason", help="Its reason, or none.", rich_help_panel=_SEEN),
]
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Do not ask. Needs --version, or --step, --attempt and --reason."),
]


def seen(
    version: int | None, step: str, attempt: int | None, reason: str | None, *, yes: bool
) -> Question | None:
    """Return what the options say that the operator saw; None: they are to be shown it.

    Raises:
        BadParameter: the options name half of it, or two of it.
    """
    of_step = (bool(step), attempt is not None, reason is not None)
    if version is not None and not any(of_step):
        return AtVersion(version)
    if version is None and step and attempt is not None and reason is not None:
        return AtStep(step, attempt, _reason(reason))
    if version is None and not any(of_step) and not yes:
        return None
    rule = "give either --version, or --step, --attempt and --reason together"
    raise typer.BadParameter(rule, param_hint="--version / --step")


def decide(
    deployment: Deployment, journey_id: str, decision: Decision, answers: Question | None, by: str
) -> None:
    """Take a decision about what was seen, or about what is shown and confirmed now.

    Raises:
        ChangedError: the journey has moved since it was seen. Nothing was decided.
        CommandError: the decision makes no sense, was not confirmed, or there is no such journey.
    """
    with told():
        context = operating.context(deployment)
        answers = answers or asked(context, journey_id, decision)
        try:
            tenant = found(context, journey_id).tenant
            with auditing.recorded(deployment, _ACTIONS[decision], tenant=tenant, on=[journey_id]):
                decided = flow.decide(
                    context, journey_id, decision, by=by or operating.operator(), answers=answers
                )
        except OvertakenError:
            _show(context, found(context, journey_id))
            raise ChangedError(
                f"nothing was decided: {journey_id} has changed since you saw it, and stands as"
                " shown above"
            ) from None
        except NotPossibleError as why:
            raise _senseless(journey_id, decision, why) from None
        except WriteConflictError:
            raise CommandError(f"{journey_id} changed during every attempt: try again") from None
    if decided is None:
        raise CommandError(f"there is no journey {journey_id}")
    say(f"{decided.id} is {decided.status}.")


def found(context: Context, journey_id: str) -> Journey:
    """Return a journey of any tenant.

    Raises:
        CommandError: there is none.
    """
    journey = journeys.get(context.table, journey_id)
    if journey is None:
        raise CommandError(f"there is no journey {journey_id}")
    return journey


def asked(
    context: Context, journey_id: str, decision: Decision, ask: Ask = asking.confirmed
) -> Question:
    """Show the journey and the consequence, ask, and return what was shown.

    Raises:
        CommandError: the decision makes no sense, was not confirmed, or there is no such journey.
    """
    journey = found(context, journey_id)
    policy = record.policy_for(context, journey)
    answers = AtVersion(journey.version)
    try:
        rules.after(policy, journey, Decided(context.clock.now(), decision, "", answers))
    except NotPossibleError as why:
        raise _senseless(journey_id, decision, why) from None
    _show(context, journey)
    say(journey_decisions.consequence(policy, journey, decision))
    asking.agree(
        journey_decisions.question(journey_id, decision),
        undone="nothing was decided",
        instead="A script says which state it decides about:"
        f" --version {journey.version} for the one that is shown above",
        ask=ask,
    )
    return answers


def _show(context: Context, journey: Journey) -> None:
    shown = journey_resources.journey(*show.told(context.table, journey), told=who.as_stored)
    journey_view.show(console, shown)


def _senseless(journey_id: str, decision: Decision, why: NotPossibleError) -> CommandError:
    return CommandError(f"{decision} makes no sense for {journey_id}: {why}")


def _reason(word: str) -> Reason:
    try:
        return Reason("" if word == _NONE else word)
    except ValueError:
        known = ", ".join([_NONE, *filter(None, Reason)])
        raise typer.BadParameter(f"must be one of {known}", param_hint="--reason") from None
