"""`jetbridge demo`: the main job from end to end, told step by step."""

from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import console
from jetbridge_local.commands.signals import interruptible


def demo() -> None:
    """Run the main job on the local stack: every partner, one whole journey, disabling."""
    # The stack takes a moment to import; the other commands do without.
    from jetbridge_local import demo as walk  # noqa: PLC0415 - see above
    from jetbridge_local.stack.errors import StackError  # noqa: PLC0415 - see above

    with interruptible():
        try:
            walk.run(console, _started)
        except (StackError, walk.DemoError) as error:
            raise CommandError(str(error)) from None


def _started(what: str, where: str) -> None:
    console.print(f"   [green]✓[/] {what:<16} [dim]{where}[/]")
