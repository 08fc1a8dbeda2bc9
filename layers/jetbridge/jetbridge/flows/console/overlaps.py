"""How long a secret stays good beside the one that replaces it: a choice in a form."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from jetbridge.flows.console.places import Form
from jetbridge.model.errors import ApiProblem
from jetbridge.model.sentence import Sentence, say

FORM: Final = "overlap_form.html.j2"
"""The template with the choice."""
_A_DAY: Final = "86400"
_CHOICES: Final = {
    "3600": say("for another hour"),
    _A_DAY: say("for another day"),
    "604800": say("for another week"),
    "0": say("no more: it may be in wrong hands"),
}
SHOWN: Final[Mapping[str, object]] = {"overlaps": _CHOICES, "overlap": _A_DAY}
LABELS: Final[Mapping[str, Sentence]] = {"overlapInSeconds": say("The present secret is good")}


def body(form: Form) -> Mapping[str, Any]:
    """Return the choice as the API reads it."""
    chosen = form.get("overlap", "")
    return {"overlapInSeconds": int(chosen) if chosen in _CHOICES else chosen}


@contextmanager
def in_words() -> Iterator[None]:
    """Say in a person's words that two secrets are good at present.

    Raises:
        ApiProblem: 409.
    """
    try:
        yield
    except ApiProblem as refused:
        if refused.slug != "two-live-secrets":
            raise
        detail = "Wait until the older one ends. Where the present one is good no more, both end."
        raise ApiProblem(409, refused.slug, refused.title, detail) from None
