"""`jetbridge brand`: whose name, mark and colour the pages carry."""

from pathlib import Path
from typing import Annotated, Final

import typer

from jetbridge.flows import brand as flow
from jetbridge.model import colour as colours
from jetbridge.model.audit import Action
from jetbridge.model.brand import Brand, BrandFaultError, Logo
from jetbridge.model.record import replace
from jetbridge.store import brands
from jetbridge.store.table import ConditionFailedError
from jetbridge_cli import asking, auditing, logos
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    TableName,
)
from jetbridge_cli.failure import CommandError
from jetbridge_cli.logos import LogoFaultError
from jetbridge_cli.output import AsJson, Row, moment, say, show_one
from jetbridge_cli.refusals import told

app: Final = typer.Typer(
    no_args_is_help=True, help="Put your name, logo, colour and links on the pages."
)

_TAKEN_BACK: Final = "An empty text takes it back."


@app.command("set")
def set_(  # noqa: PLR0913 - an option each
    *,
    name: Annotated[
        str | None, typer.Option("--name", help=f"Your product, in place of ours. {_TAKEN_BACK}")
    ] = None,
    colour: Annotated[
        str | None,
        typer.Option("--colour", help=f"Of buttons and links, as #0a665c. {_TAKEN_BACK}"),
    ] = None,
    dark_colour: Annotated[
        str | None,
        typer.Option(
            "--dark-colour",
            help=f"The same on dark pages. A lighter shade of --colour if not given. {_TAKEN_BACK}",
        ),
    ] = None,
    logo: Annotated[
        str | None,
        typer.Option("--logo", help=f"An SVG or PNG file, up to 64 KB. {_TAKEN_BACK}"),
    ] = None,
    support: Annotated[
        str | None,
        typer.Option(
            "--support",
            help=f"Where to find help: an e-mail address or an https URL. {_TAKEN_BACK}",
        ),
    ] = None,
    privacy_url: Annotated[
        str | None,
        typer.Option("--privacy-url", help=f"Your privacy notice: an https URL. {_TAKEN_BACK}"),
    ] = None,
    terms_url: Annotated[
        str | None,
        typer.Option("--terms-url", help=f"Your terms of use: an https URL. {_TAKEN_BACK}"),
    ] = None,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Set parts of the brand; what is not given stays. The pages carry it within a minute."""
    drawn = _read_logo(logo) if logo else None
    given = {
        "name": name,
        "colour": None if colour is None else colour.lower(),
        "dark_colour": None if dark_colour is None else dark_colour.lower(),
        "support": support,
        "privacy_url": privacy_url,
        "terms_url": terms_url,
        "logo": drawn.name if drawn else logo,
    }
    changes = {part: value for part, value in given.items() if value is not None}
    if not changes:
        raise typer.BadParameter("say what to set: see `jetbridge brand set --help`")
    with told():
        deployment = Deployment(stack_name, endpoint)
        before = brands.get(deployment.table())
        after = _put(deployment, replace(before, **changes), drawn)
    show_one(_row(after), as_json=as_json)


@app.command("show")
def show_(
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Show the brand."""
    with told():
        found = brands.get(Deployment(stack_name, endpoint, table).table())
    show_one(_row(found), as_json=as_json)


@app.command()
def reset(
    *,
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Take back everything that was set, the logo too. Asks first."""
    with told():
        deployment = Deployment(stack_name, endpoint)
        before = brands.get(deployment.table())
        if not before.version:
            say("Nothing is set.")
            return
        if not yes:
            asking.agree(f"Take back the brand of {before.service}?")
        after = _put(deployment, Brand(version=before.version), None)
    show_one(_row(after), as_json=as_json)


def _read_logo(path: str) -> Logo:
    try:
        return logos.read(Path(path))
    except LogoFaultError as fault:
        raise typer.BadParameter(f"{path} {fault}", param_hint="--logo") from None


def _put(deployment: Deployment, brand: Brand, drawn: Logo | None) -> Brand:
    try:
        with auditing.recorded(deployment, Action.BRAND_SET):
            return flow.put(deployment.table(), deployment.clock(), brand, drawn)
    except BrandFaultError as fault:
        raise CommandError(f"nothing was set: {fault}") from None
    except ConditionFailedError:
        raise CommandError(
            "nothing was set: the brand was changed meanwhile. Look at it, and run this again"
        ) from None


def _row(brand: Brand) -> Row:
    dark = brand.dark_colour or (colours.for_dark(brand.colour) if brand.colour else "")
    return {
        "name": brand.name or None,
        "logo": brand.logo or None,
        "colour": brand.colour or None,
        "dark_colour": dark or None,
        "support": brand.support or None,
        "privacy_url": brand.privacy_url or None,
        "terms_url": brand.terms_url or None,
        "set_at": moment(brand.updated_at or None),
    }
