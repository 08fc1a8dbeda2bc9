"""What docs/policies.md lists is what the code has."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jetbridge.model import text
from jetbridge.model.mapping import RULES
from jetbridge.model.policy import Delivery, Reaction
from jetbridge.web import policy_check, policy_fields, policy_sources
from jetbridge.web.json_body import Body
from jetbridge.web.policy_document import LaunchStep, PolicyDocument, ReportStep, VerifyStep
from tests.support.policy_documents import DOCS, EXAMPLES, faults

PAGE = (DOCS / "policies.md").read_text()


def column(heading: str) -> list[str]:
    """Return the first column of the table beneath a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| ")]
    return [row.removeprefix("| ").strip("`") for row in rows[1:] if row != "|---"]


def defaults(heading: str) -> dict[str, str]:
    """Return the second column of such a table, by the first."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("The document", PolicyDocument),
        ("Steps that verify", VerifyStep),
        ("Steps that launch", LaunchStep),
        ("Steps that report", ReportStep),
    ],
)
def test_every_member_is_explained_with_its_default(heading: str, model: type[Body]) -> None:
    """A new one needs its line."""
    # GIVEN the members of a model, by the names that they are written with
    members = {str(field.alias): field for field in model.model_fields.values()}
    # THEN the table has each of them, and no other
    shown = defaults(heading)
    assert set(shown) == set(members)
    # AND their defaults
    for name, field in members.items():
        if field.is_required():
            assert shown[name] == "required"
        else:
            value = field.get_default()
            text = value if isinstance(value, str) else json.dumps(value)
            assert shown[name].strip("`") == ("none" if value == () else text)


def test_every_delivery_reaction_and_rule_is_explained() -> None:
    """By the words that stand in a document."""
    assert column("Delivery") == [*Delivery]
    assert column("Reactions") == [*Reaction]
    assert [re.findall(r'"(\w+)"', row)[0] for row in column("Fields")] == [*RULES]


def test_every_fault_is_explained() -> None:
    """Those that the policy's own checks tell; the API's are in api.md."""
    told = {
        rule for module in (policy_check, policy_fields) for rule in _rules(str(module.__file__))
    }
    told |= {fault.rule for fault in text.FAULTS} | {policy_sources.RULE}
    assert set(column("What is refused")) == told - {"model_type"}


def test_every_example_is_listed() -> None:
    """And the smallest one, on the page itself, is in order."""
    listed = re.findall(r"\[([a-z-]+\.json)\]\(policies/", PAGE)
    assert sorted(listed) == [path.name for path in EXAMPLES]
    (smallest,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert faults(json.loads(smallest)) == []


def _rules(file: str) -> Iterator[str]:
    """Yield the rules that a module names where it makes a violation, or holds a text to one."""
    for node in ast.walk(ast.parse(Path(file).read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1:
            rule = node.args[1]
            if node.func.id in ("Violation", "matching") and isinstance(rule, ast.Constant):
                yield str(rule.value)
