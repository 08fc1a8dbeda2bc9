"""What can go wrong with the local stack itself."""


class StackError(Exception):
    """A part of the stack did not start. Says which, why, and where its log is."""


class UnknownScheduleError(Exception):
    """No schedule or function has that name. Says which there are."""
