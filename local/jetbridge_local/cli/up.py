"""`jetbridge up`: the deployed shape, left running on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from jetbridge_local.cli.failure import Failed
from jetbridge_local.cli.output import console
from jetbridge_local.cli.screen import access_line, screen
from jetbridge_local.cli.signals import interruptible

if TYPE_CHECKING:
    from jetbridge_local.stack import LocalStack, Options
    from jetbridge_local.stack.access_log import Access

_INTERRUPTED = 130
"""Exit status of a program that SIGINT ended: 128 + 2."""


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
        typer.Option(help="Written, as JSON, when every part answers."),
    ] = None,
) -> None:
    """Run the deployed shape on this machine, from template.yaml, until Ctrl-C.

    No AWS account and no Docker: functions, API, table, secrets, schedules and every partner.
    """
    # The stack takes a moment to import; the other commands do without.
    from jetbridge_local.stack import LocalStack, Options  # noqa: PLC0415 - see above
    from jetbridge_local.stack.errors import StackError  # noqa: PLC0415 - see above

    on_screen = threading.Event()

    def on_access(access: "Access") -> None:
        if on_screen.is_set():
            console.print(access_line(access), soft_wrap=True)

    options = Options(
        port=port,
        partners=_partners(partner or []),
        dynamodb_endpoint=dynamodb_endpoint,
        tell=_tell,
        on_access=on_access,
    )
    stack = LocalStack(options)
    with interruptible():
        try:
            _start(stack, options)
        except StackError as error:
            raise Failed(f"It did not start: {error}") from None
        except KeyboardInterrupt:
            console.print("Stopped before it was ready.")
            raise typer.Exit(_INTERRUPTED) from None
        with _stopping(stack), _announced(stack, ready_file):
            console.print(screen(stack), soft_wrap=True, highlight=False)
            on_screen.set()
            threading.Event().wait()


def _start(stack: "LocalStack", options: "Options") -> None:
    began = perf_counter()
    console.print(f"Logs: {options.run_directory}", highlight=False)
    with console.status("Starting…"):
        stack.start()
    console.print(f"Ready in {perf_counter() - began:.1f} s", highlight=False)


@contextmanager
def _stopping(stack: "LocalStack") -> Iterator[None]:
    """Stop the stack, whatever happens; Ctrl-C is how one asks for it."""
    try:
        yield
    except KeyboardInterrupt:
        console.print("\nStopping…")
    finally:
        stack.stop()
    console.print("Stopped.")


@contextmanager
def _announced(stack: "LocalStack", file: Path | None) -> Iterator[None]:
    """Keep a ready-file for as long as what it says is true."""
    if file is None:
        yield
        return
    from jetbridge_local.stack import ready  # noqa: PLC0415 - see `up`

    ready.write(stack.ready, file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _partners(pairs: list[str]) -> dict[str, str]:
    from jetbridge_local.stack import partners  # noqa: PLC0415 - see `up`

    found = {}
    for pair in pairs:
        name, equals, url = pair.partition("=")
        try:
            if not equals:
                raise ValueError(f"{pair!r} is not NAME=BASE_URL")  # noqa: TRY301 - one message for all
            name, url = partners.checked(name, url)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--partner") from None
        found[name] = url
    return found


def _tell(what: str, where: str) -> None:
    console.print(f" [green]✓[/] {what:<16} {where}", highlight=False)
