"""How a command says that it failed."""

from typing import ClassVar


class CommandError(Exception):
    """The command could not do what it was asked to. Says why, in a sentence for its user."""

    exit_status: ClassVar[int] = 1

    def __init__(self, sentence: str, *details: str) -> None:
        """Fail with a sentence, and further lines below it."""
        super().__init__("\n".join((sentence, *details)))
        self.lines = (sentence, *details)


class DeniedError(CommandError):
    """AWS does not let the operator do what the command needs."""

    advice: ClassVar[str] = "Use a role that has what deploy/operator-policy.json allows."

    def __init__(self, sentence: str) -> None:
        """`sentence` says what was refused; what to do about it is the same each time."""
        super().__init__(sentence, self.advice)


class NoAnswerError(CommandError):
    """AWS gave no usable answer: what was asked of it may have been done."""

    advice: ClassVar[str] = (
        "If this was to change something, look whether it did before you repeat it."
    )

    def __init__(self, sentence: str) -> None:
        """`sentence` says what did not answer; what to do about it is the same each time."""
        super().__init__(sentence, self.advice)


class ChangedError(CommandError):
    """What the command was to change has changed since its user looked. Nothing was done."""

    exit_status = 3


class UnclearError(CommandError):
    """What the command was to find out cannot be told now."""

    exit_status = 4
