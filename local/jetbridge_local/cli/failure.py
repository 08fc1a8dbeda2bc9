"""How a command says that it failed."""


class Failed(Exception):  # noqa: N818 - reads as the outcome it names
    """The command could not do what it was asked to. Says why, in a sentence for its user."""
