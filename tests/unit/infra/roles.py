"""The statements of template.yaml by which roles reach the table: `make roles` writes them.

An action has one statement, with all its partitions: `BatchGetItem` asks for several in one call,
and no two statements allow a call together. Actions in the same partitions share one. Everything is
derived (`needs`), but what `NOT_REACHED` and `NOT_LISTED` leave out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from jetbridge.oauth.access_tokens import IssuedToken
from jetbridge.store.mapper import to_item
from jetbridge.store.table import Key
from tests.unit.infra import needs
from tests.unit.infra.templates import TEMPLATE, folder

NOT_REACHED: Final = {
    "WorkerRole": {
        *("AUDIT#*", "EXPORT#*", "PERSON_COPY#*", "PERSON_REQUEST#*", "PERSON_UNDER_WAY#*")
    }
}
"""Partitions that the worker's code reaches and its own share of it does not: copies and erasures
are the slow worker's."""
NOT_LISTED: Final = {"WorkerRole": {"EVENT#*", "TENANT#*#CLIENT", "TENANT#*#COMPANY"}}
"""Lists that the same code reads and the worker's share of it does not."""
ISSUED: Final = ("pk", "sk", "ttl", *list(to_item(Key("pk", "sk"), IssuedToken("", (), 0, 0)))[2:])
"""The attributes of a token. It stands in its client's partition, and by them it can be told from a
client: nothing that the token endpoint puts has a secret, a kind or a tenant."""

_ROLE: Final = re.compile(r"^  (\w+Role):\n(?:(?!^  \w).*\n)+", re.MULTILINE)
_WRITTEN: Final = re.compile(
    r"^( +)# `make roles` writes[^\n]*\n(?:.*\n)*?\1# End.*\n", re.MULTILINE
)
_BEGIN: Final = "# `make roles` writes what the code asks of the table, from here"
_END: Final = "# End of what `make roles` writes"
_ORDER: Final = [*needs.ASKED.values()]
_TABLE: Final = "*table-arn"
_TABLE_ONCE: Final = """&table-arn !If
                  - HasExistingTable
                  - !Sub arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ExistingTable}
                  - !GetAtt Table.Arn"""  # noqa: E501 - a line of the template
_INDEX: Final = "*index-tenant"
_INDEX_ONCE: Final = """&index-tenant !Sub ["${Arn}/index/tenant", {Arn: *table-arn}]"""


def pairs(role: str) -> Mapping[str, frozenset[str]]:
    """Return the partitions of the table that a role reaches, by action."""
    asked = needs.pairs(folder(role.replace("Role", "Function")))
    reached = {each: found - NOT_REACHED.get(role, set()) for each, found in asked.items()}
    return {action: found for action, found in reached.items() if found}


def listed(role: str) -> frozenset[str]:
    """Return the partitions of the index `tenant` that a role reads."""
    return needs.listed(folder(role.replace("Role", "Function"))) - NOT_LISTED.get(role, set())


def written(template: str) -> str:
    """Return the template with the statements that follow from the source."""
    made = _ROLE.sub(
        lambda role: _WRITTEN.sub(lambda old: _block(role[1], old[1]), role[0]), template
    )
    return made.replace(_TABLE, _TABLE_ONCE, 1).replace(_INDEX, _INDEX_ONCE, 1)


def _block(role: str, indent: str) -> str:
    lines = [_BEGIN, *_statements(role), _END]
    return "".join(f"{indent}{line}\n" for line in lines)


def _statements(role: str) -> Iterator[str]:
    """Yield the lines of a role's statements: of the table, then of the index."""
    for partitions, actions in _groups(role).items():
        yield from _statement(_named(actions), actions, _TABLE, partitions)
        if role == "TokenRole" and "PutItem" in actions:
            yield "    ForAllValues:StringEquals:"
            yield f"      dynamodb:Attributes: [{', '.join(ISSUED)}]"
    if partitions := tuple(sorted(listed(role))):
        yield from _statement("ListByTenant", ["Query"], _INDEX, partitions)


def _groups(role: str) -> Mapping[tuple[str, ...], list[str]]:
    """Return the actions that a role may do in the same partitions, by these."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    asked = pairs(role)
    for action in sorted(asked, key=_ORDER.index):
        attributes = ("",) if role == "TokenRole" and action == "PutItem" else ()
        groups[*sorted(asked[action]), *attributes].append(action)
    return groups


def _named(actions: list[str]) -> str:
    """Return the name of a statement: what it allows."""
    return "Table" + "".join(each.removesuffix("Item") for each in actions)


def _statement(
    sid: str, actions: list[str], resource: str, partitions: tuple[str, ...]
) -> Iterator[str]:
    yield f"- Sid: {sid}"
    yield "  Effect: Allow"
    named = [f"dynamodb:{each}" for each in actions]
    yield f"  Action: [{', '.join(named)}]" if len(named) < 4 else "  Action:"
    if len(named) >= 4:
        yield from (f"    - {each}" for each in named)
    yield f"  Resource: {resource}"
    yield "  Condition:"
    yield "    ForAllValues:StringLike:"
    yield "      dynamodb:LeadingKeys:"
    yield from (f'        - "{each}"' for each in partitions if each)


if __name__ == "__main__":
    TEMPLATE.write_text(written(TEMPLATE.read_text()))
