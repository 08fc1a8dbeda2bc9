"""What a call is expected to have come to."""

from jetbridge.model.outcome import Done, NotPerformed, Outcome


def value_of[T](outcome: Outcome[T]) -> T:
    """Return what was done."""
    assert isinstance(outcome, Done), outcome
    return outcome.value


def failure_of[T](outcome: Outcome[T]) -> NotPerformed:
    """Return why nothing was done."""
    assert isinstance(outcome, NotPerformed), outcome
    return outcome
