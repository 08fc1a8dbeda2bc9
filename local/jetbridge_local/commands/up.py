"""`jetbridge up`: the deployed shape, left running on this machine."""

from pathlib import Path
from typing import Annotated

import typer


def up(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The API's. 0: a free one.")] = 3000,
    partner: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=BASE_URL",
            help="Replaces the sandbox of a partner's host. Repeatable.",
        ),
    ] = None,
    dynamodb_endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Another DynamoDB engine for the table."),
    ] = None,
    ready_file: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="Written, as JSON, when every part answers; gone when they stop.",
        ),
    ] = None,
    demo: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--demo", help="Puts a company with three hires into it, to look at.")
    ] = False,
) -> None:
    """Run the deployed shape on this machine, from template.yaml, until Ctrl-C.

    No AWS account and no Docker: functions, API, table, secrets, schedules and every partner.
    """
    # The stack takes a moment to import; the other commands do without.
    from jetbridge_local.commands import running  # noqa: PLC0415 - see above

    running.run(
        port,
        running.read_partners(partner or []),
        dynamodb_endpoint,
        ready_file,
        with_demo=demo,
    )
