"""DynamoDB's expressions: clauses, changes and key conditions as text.

Every name and value goes through a placeholder, so no attribute name can collide with one of
DynamoDB's 573 reserved words (`status`, `name`, `owner`, `ttl` are among them) or be read as
syntax.
"""

from jetbridge.store.schema import Span
from jetbridge.store.table import Clause, Operator, Update, Value


class Placeholders:
    """The names and values of one request: what each placeholder stands for."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, Value] = {}

    def name(self, attribute: str) -> str:
        """Return a placeholder for an attribute's name."""
        placeholder = f"#n{len(self.names)}"
        self.names[placeholder] = attribute
        return placeholder

    def value(self, value: Value) -> str:
        """Return a placeholder for a value."""
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = value
        return placeholder


def condition(clauses: tuple[Clause, ...], placeholders: Placeholders) -> str:
    """Return the ConditionExpression under which every clause holds."""
    return " AND ".join(_clause(clause, placeholders) for clause in clauses)


def _clause(clause: Clause, placeholders: Placeholders) -> str:
    name = placeholders.name(clause.attribute)
    if clause.operator is Operator.EXISTS:
        return f"attribute_exists({name})"
    if clause.operator is Operator.ABSENT:
        return f"attribute_not_exists({name})"
    value = placeholders.value(clause.operand)
    match clause.operator:
        case Operator.EQUALS:
            return f"{name} = {value}"
        case Operator.DIFFERS:
            # Engines disagree on whether an absent attribute differs, so it is spelt out.
            return f"(attribute_not_exists({name}) OR {name} <> {value})"
        case Operator.AT_MOST:
            return f"{name} <= {value}"
        case Operator.AT_LEAST:
            return f"{name} >= {value}"


def change(update: Update, placeholders: Placeholders) -> str:
    """Return the UpdateExpression that makes the changes of `update`."""
    name, value = placeholders.name, placeholders.value
    clauses = {
        "SET": [f"{name(attribute)} = {value(new)}" for attribute, new in update.set.items()],
        "REMOVE": [name(attribute) for attribute in update.remove],
        "ADD": [f"{name(attribute)} {value(step)}" for attribute, step in update.add.items()],
    }
    return " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)


def key_condition(span: Span, placeholders: Placeholders) -> str:
    """Return the KeyConditionExpression that reads `span`."""
    index = span.index
    partition = placeholders.name(index.partition)
    text = f"{partition} = {placeholders.value(span.partition)}"
    if span.prefix:
        prefix = placeholders.value(span.prefix)
        text += f" AND begins_with({placeholders.name(index.order)}, {prefix})"
    if span.since:
        text += f" AND {placeholders.name(index.order)} >= {placeholders.value(span.since)}"
    if span.until is not None:
        text += f" AND {placeholders.name(index.order)} <= {placeholders.value(span.until)}"
    return text
