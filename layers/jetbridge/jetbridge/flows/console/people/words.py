"""What the pages of people say alike: by what a person is named, and how much was found."""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.erasure import NameKind
from jetbridge.model.sentence import say

MAX_ID: Final = 255
"""Characters of an id that is given."""
KINDS: Final = {
    NameKind.CANDIDATE: (say("Candidate id"), "--candidate"),
    NameKind.APPLICATION: (say("Application id"), "--application"),
    NameKind.EXTERNAL: (say("External id (externalCustomerId)"), "--external-id"),
    NameKind.ONBOARDING: (say("Onboarding id"), "--onboarding"),
}
"""By what a person is named, and the option of the commands for it."""


def counted(counts: Mapping[str, int]) -> str:
    """Return how many things there are of each kind, without the kinds of which there are none."""
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
