"""The main job from end to end, on the local stack and over HTTP, told step by step."""

from collections.abc import Callable
from time import perf_counter

from rich.console import Console

from jetbridge_local.demo import (
    enboarder,
    incode,
    journey,
    onboardbase,
    onboarder,
    smartrecruiters,
)
from jetbridge_local.demo.guide import DemoError, Guide, Stack
from jetbridge_local.stack import LocalStack, Options

__all__ = ["DemoError", "run", "walk"]


def run(console: Console, tell: Callable[[str, str], None]) -> None:
    """Start a stack, walk through it, and stop it.

    Raises:
        DemoError: a step ended otherwise than it should.
    """
    started = perf_counter()
    with LocalStack(Options(tell=tell)) as stack:
        walk(stack, console)
    seconds = perf_counter() - started
    console.print(f"\n[bold green]All of it worked[/], start and stop included: {seconds:.1f} s")


def walk(stack: Stack, console: Console) -> None:
    """Walk through a running stack: all five partners one after the other, then one whole journey.

    Raises:
        DemoError: a step ended otherwise than it should.
    """
    guide = Guide(stack, console)
    connection = smartrecruiters.connect(guide)
    held = smartrecruiters.call(guide, connection)
    incode.onboard(guide)
    onboarder.verify(guide)
    onboardbase.connect(guide)
    enboarder.launch(guide)
    journey.follow(guide)
    smartrecruiters.disable(guide, connection, held)
