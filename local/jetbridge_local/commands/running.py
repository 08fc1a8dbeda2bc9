"""A local stack in the foreground: its progress, its screen, its requests, its end."""

import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from time import perf_counter
from typing import Final

import typer

from jetbridge_cli.failure import CommandError
from jetbridge_cli.local_stack import running_stacks
from jetbridge_cli.output import console
from jetbridge_local.commands.screen import access_line, screen
from jetbridge_local.commands.signals import interruptible
from jetbridge_local.stack import LocalStack, Options, partners, ready, variables
from jetbridge_local.stack.access_log import Access
from jetbridge_local.stack.errors import StackError

_INTERRUPTED: Final = 130
"""Exit status of a program that SIGINT ended: 128 + 2."""


def read_partners(pairs: Sequence[str]) -> dict[str, str]:
    """Read `NAME=BASE_URL` pairs.

    Raises:
        typer.BadParameter: one is not a pair, names no partner, or has a URL that is of no use.
    """
    found = {}
    for pair in pairs:
        name, _, url = pair.partition("=")
        try:
            name, url = partners.checked(name, url)
        except ValueError as error:
            raise typer.BadParameter(f"{pair}: {error}", param_hint="--partner") from None
        found[name] = url
    return found


def run(
    port: int,
    replaced: Mapping[str, str],
    dynamodb_endpoint: str | None,
    ready_file: Path | None,
    *,
    with_demo: bool = False,
) -> None:
    """Run a stack until Ctrl-C or SIGTERM. See `up` for the parameters.

    Raises:
        CommandError: the stack did not start.
        typer.BadParameter: the ready-file cannot be where it is wanted.
        typer.Exit: it was interrupted before it was ready.
    """
    if ready_file is not None:
        _clear(ready_file)
    on_screen = threading.Event()

    def on_access(access: Access) -> None:
        if on_screen.is_set():
            console.print(access_line(access), soft_wrap=True)

    options = Options(
        port=port,
        partners=replaced,
        dynamodb_endpoint=dynamodb_endpoint,
        tell=_tell,
        on_access=on_access,
    )
    with interruptible() as interruption:
        try:
            _run(LocalStack(options), on_screen, ready_file, with_demo=with_demo)
        except BaseException as error:
            if interruption.happened:
                console.print("Stopped.")
                if not on_screen.is_set():
                    raise typer.Exit(_INTERRUPTED) from None
            elif isinstance(error, StackError):
                raise CommandError(f"It did not start: {error}") from None
            else:
                raise


def _run(
    stack: LocalStack, on_screen: threading.Event, ready_file: Path | None, *, with_demo: bool
) -> None:
    began = perf_counter()
    with ExitStack() as parts:
        with console.status("Starting…"):
            parts.enter_context(stack)
        if with_demo:
            _fill(stack)
        if ready_file is not None:
            parts.enter_context(ready.announced(stack.ready, ready_file))
        parts.enter_context(_kept(stack))
        console.print(f"Ready in {perf_counter() - began:.1f} s", highlight=False)
        on_screen.set()
        try:
            console.print(screen(stack), soft_wrap=True, highlight=False)
            threading.Event().wait()
        finally:
            console.print("\nStopping…")


def _fill(stack: LocalStack) -> None:
    from jetbridge_local.demo import sample  # noqa: PLC0415 - for this option alone
    from jetbridge_local.demo.guide import DemoError  # noqa: PLC0415 - the same

    try:
        with console.status("Connecting a company, and hiring three people…"):
            sample.fill(stack)
    except DemoError as error:
        raise StackError(f"the demo data: {error}") from None


def _kept(stack: LocalStack) -> AbstractContextManager[None]:
    return running_stacks.kept(variables.registered(stack), running_stacks.folder())


def _clear(ready_file: Path) -> None:
    """Take away what an earlier stack left behind: it is not ready."""
    try:
        ready_file.unlink(missing_ok=True)
        ready_file.touch()
        ready_file.unlink()
    except OSError as error:
        raise typer.BadParameter(
            f"{ready_file}: {error.strerror}", param_hint="--ready-file"
        ) from None


def _tell(what: str, where: str) -> None:
    console.print(f" [green]✓[/] {what:<16} {where}", highlight=False)
