"""The commands in the documents: which are run, and which are not, and why.

A block of `bash` is run by `tests/e2e/docs`, the blocks of one document in one shell. A block of
`sh` is not: the line above it says why, as `<!-- not run: REASON -->`.
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import botocore.session
from botocore import xform_name

from tests.support.documents import DOCS
from tests.unit.infra.templates import ROOT

DOCUMENTS: Final = sorted(
    path
    for path in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    if path.parent.name != "decisions" and path.name != "CHANGELOG.md"
)
RUN: Final = "bash"
NOT_RUN: Final = "sh"
AT_NIGHT: Final = "account"
"""The reason of every command in a runbook: they look at what is at AWS."""

_ALARMS: Final = {"alarms.md", "log-queries.md"}
_FENCE: Final = re.compile(r"^( *)```(\w*)$")
_WHY: Final = re.compile(r"^ *<!-- not run: ([\w ]+) -->$")
_PROGRAMS: Final = r"(?:\.venv/bin/)?(?:jetbridge|sam|uv)|make|curl|aws|pip|uvx|sed|git|eval|export"
_COMMAND: Final = re.compile(rf"^\s*(?:[A-Z_]+=\S*\s+|[A-Z_]+=\"?\$\()*(?:{_PROGRAMS})\s")
_EVERY_AWS: Final = {"query", "output", "region", "profile"}
"""Options of every command of the AWS CLI."""
_ENDS: Final = {"|", "&&", "||", ";", ">", ">>", "<", "&", "(", ")"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a document: `why` it is not run, where it says so."""

    document: Path
    line: int
    language: str
    text: str
    why: str

    @property
    def place(self) -> str:
        """Where it is, as `docs/api.md:12`."""
        return f"{self.document.relative_to(ROOT)}:{self.line}"

    @property
    def holds_commands(self) -> bool:
        """Whether it is of a shell, or of no language, and has a line that begins as a command."""
        shells = {"", RUN, NOT_RUN}
        return self.language in shells and any(
            _COMMAND.match(line) for line in self.text.splitlines()
        )


def blocks(document: Path) -> Iterator[Block]:
    """Yield the blocks of a document."""
    lines = document.read_text().splitlines()
    at_night = document.parent.name == "runbooks" or document.name in _ALARMS
    number = 0
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        if not fence:
            number += 1
            continue
        end = lines.index(f"{fence[1]}```", number + 1)
        said = _WHY.match(lines[number - 1])
        why = said[1] if said else AT_NIGHT if at_night and fence[2] == NOT_RUN else ""
        text = "\n".join(line.removeprefix(fence[1]) for line in lines[number + 1 : end])
        yield Block(document, number + 1, fence[2], f"{text}\n", why)
        number = end + 1


def words_of(text: str) -> Iterator[list[str]]:
    """Yield the words of the calls of `jetbridge` and `aws` in a shell's lines."""
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        lexer = shlex.shlex(re.sub(r"\[[^]]*\]", "", line), posix=True, punctuation_chars="|&;<>()")
        lexer.whitespace_split = True
        if "'" in line and line.count("'") % 2:
            continue
        words = [*lexer]
        if words and words[0].rpartition("/")[2] in {"jetbridge", "aws"}:
            end = next((place for place, word in enumerate(words) if word in _ENDS), len(words))
            yield [words[0].rpartition("/")[2], *words[1:end]]


def taken(command: Any, name: str, words: Sequence[str]) -> None:  # noqa: ANN401 - Typer's own click
    """Have a command read its arguments, and do nothing.

    Raises:
        ClickException: it does not take them.
    """
    context = command.make_context(name, [*words])
    if hasattr(command, "resolve_command"):
        inner, found, rest = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        taken(found, inner, rest)


def known_to_aws(service: str, operation: str, words: Sequence[str]) -> None:
    """Look up an operation and its members, which the AWS CLI names by dashes."""
    model = botocore.session.get_session().get_service_model(service)
    if operation == "wait":
        return
    named = {xform_name(each, "-"): each for each in model.operation_names}
    assert operation in named, operation
    shape = model.operation_model(named[operation]).input_shape
    members = {xform_name(each, "-") for each in shape.members} if shape else set()
    given = {word.removeprefix("--") for word in words if word.startswith("--")}
    on_or_off = members | {f"no-{member}" for member in members}
    assert given <= on_or_off | _EVERY_AWS, given - members
