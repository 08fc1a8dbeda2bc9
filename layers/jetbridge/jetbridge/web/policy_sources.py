"""What an applicant may decide about their own onboarding: who they are, and nothing else.

A path into what the applicant has written may fill the fields that describe the person. Any other
field (which flow, where the browser returns to, which meeting, who manages them, who they are at
Enboarder already) is refused, unless the step names it in `applicantMayChoose`.
"""

import re
from collections.abc import Iterator
from typing import Final

from jetbridge.model import json_text, mapping, registry
from jetbridge.model.errors import Violation
from jetbridge.model.partner import Requests
from jetbridge.model.policy import Json, Step

RULE: Final = "applicant_chooses"

_OF_THE_COMPANY: Final = re.compile(
    r"/candidate/(id|primaryAssignment/job(/.+)?)|/(company|journey)/.+"
    r"|/application/(?!source|answers|screening|referr|message|attachments|candidate(?!Id$)).+"
)
"""Paths to what the hiring company or the hiring system writes. An application may hold what the
applicant sent with it, and the candidate once more."""


def faults(step: Step, at: str) -> Iterator[Violation]:
    """Yield each field of a step that an applicant would choose, with a pointer to its rule.

    Args:
        step: a step as it was read.
        at: the pointer to the step in the document.
    """
    if not step.fields:
        return
    requests = registry.requests(step.partner)
    for name, value in step.fields.items():
        if name in step.applicant_may_choose:
            continue
        for where, path in _paths(value, f"/{json_text.escaped(name)}"):
            theirs = not _OF_THE_COMPANY.fullmatch(path)
            if theirs and (name not in requests.about_person or _identifies(requests, where)):
                yield Violation(f"{at}/fields{where}", RULE, _sentence(name, path))


def _identifies(requests: Requests, where: str) -> bool:
    """Return whether a member names a person, also where it stands in a default of the whole."""
    return where.replace("/default", "").startswith(requests.identifies)


def _paths(value: Json, where: str) -> Iterator[tuple[str, str]]:
    """Yield every path of a value, parts of joins and defaults included, and where it stands."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _paths(each, f"{where}/{index}")
    if not isinstance(value, dict):
        return
    rule = mapping.rule_of(value)
    if rule == "path":
        yield where, str(value["path"])
    for name, member in value.items():
        yield from _paths(member, f"{where}/{json_text.escaped(name)}")


def _sentence(name: str, path: str) -> str:
    return (
        f"The applicant may write {path}, and would choose {name}. Take it from elsewhere, or name"
        f" {name} in the step's applicantMayChoose."
    )
