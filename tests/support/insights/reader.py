"""Reads a query, by recursive descent."""

import re
from collections.abc import Iterator
from typing import Final

from tests.support.insights.query import Query, Test
from tests.support.insights.values import (
    COMPARISONS,
    FUNCTIONS,
    Statistic,
    Value,
    compare,
    count_lines,
    equal,
    over,
    percentile,
)

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>"[^"]*")|(?P<regex>/(?:\\.|[^/\\])+/)|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    |(?P<word>[@A-Za-z_][\w.]*|\d+[smhd]\b)|(?P<sign>!=|<=|>=|[=<>(),\[\]*|]))""",
    re.VERBOSE,
)


class QueryError(Exception):
    """A query is not one, or uses more of the language than is known here."""


def read(text: str) -> Query:
    """Return a query.

    Raises:
        QueryError: it is not one.
    """
    reader = _Reader(text)
    reader.commands()
    return reader.query


class _Reader:
    """Reads a query by recursive descent."""

    def __init__(self, text: str) -> None:
        self.query = Query()
        self._aliases: set[str] = set()
        self._tokens = [*_tokens(text)]
        self._at = 0

    def commands(self) -> None:
        """Read one command after another."""
        while True:
            kind, name = self._next()
            command = getattr(self, f"_{name}", None) if kind == "word" else None
            if command is None:
                raise QueryError(f"{name} is no command that is known here")
            command()
            if self._at == len(self._tokens):
                break
            self._expect("|")
        unknown = {self.query.order[0]} - {"", *self._aliases, *self.query.fields}
        if unknown:
            raise QueryError(f"sorted by {unknown}, which is no column")

    # ------------------------------------------------ the commands

    def _fields(self) -> None:
        self.query.columns = [self._field()]
        while self._take(","):
            self.query.columns.append(self._field())

    _display = _fields

    def _filter(self) -> None:
        self.query.tests.append(self._either())

    def _sort(self) -> None:
        _, name = self._next()
        self.query.order = (name, self._take("desc"))
        self._take("asc")

    def _limit(self) -> None:
        self.query.limit = int(self._next()[1])

    def _stats(self) -> None:
        self._statistic()
        while self._take(","):
            self._statistic()
        if self._take("by"):
            self._group()
            while self._take(","):
                self._group()

    # ------------------------------------------------ what commands are made of

    def _statistic(self) -> None:
        function = self._next()[1]
        self._expect("(")
        of: Statistic
        if function == "count" and self._take("*"):
            of, of_what = count_lines, "*"
        elif function == "count":
            name = of_what = self._field()
            of = over(name, len, nothing=0)
        elif function == "pct":
            name = of_what = self._field()
            self._expect(",")
            of = over(name, percentile(float(self._next()[1])))
        elif function in FUNCTIONS:
            name = of_what = self._field()
            of = over(name, FUNCTIONS[function], 0 if function == "count_distinct" else None)
        else:
            raise QueryError(f"{function} is no statistic that is known here")
        self._expect(")")
        alias = self._next()[1] if self._take("as") else f"{function}({of_what})"
        self._aliases.add(alias)
        self.query.statistics[alias] = of

    def _group(self) -> None:
        if self._take("bin"):
            self._expect("(")
            period = self._next()[1]
            self._expect(")")
            if not re.fullmatch(r"\d+[smhd]", period):
                raise QueryError(f"{period} is no period")
            return  # of one moment, all lines are in one bin
        self.query.groups.append(self._field())

    def _either(self) -> Test:
        tests = [self._all()]
        while self._take("or"):
            tests.append(self._all())
        return lambda line: any(test(line) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return lambda line: all(test(line) for test in tests)

    def _one(self) -> Test:
        if self._take("not"):
            test = self._one()
            return lambda line: not test(line)
        if self._take("("):
            test = self._either()
            self._expect(")")
            return test
        if self._take("ispresent"):
            self._expect("(")
            name = self._field()
            self._expect(")")
            return lambda line: line.get(name) is not None
        return self._comparison(self._field())

    def _comparison(self, name: str) -> Test:
        kind, sign = self._next()
        if sign == "like":
            kind, pattern = self._next()
            if kind != "regex":
                raise QueryError(f"{pattern} is no regular expression")
            wanted = re.compile(pattern[1:-1])
            return lambda line: bool(wanted.search(str(line.get(name) or "")))
        if sign == "in":
            members = self._list(name)
            return lambda line: line.get(name) in members
        value = self._literal(name)
        if sign in COMPARISONS:
            return lambda line: compare(sign, line.get(name), value)
        if sign not in {"=", "!="} or kind != "sign":
            raise QueryError(f"{sign} compares nothing")
        return lambda line: name in line and equal(line[name], value) is (sign == "=")

    def _list(self, name: str) -> list[Value]:
        self._expect("[")
        members = [self._literal(name)]
        while self._take(","):
            members.append(self._literal(name))
        self._expect("]")
        return members

    def _literal(self, name: str) -> Value:
        kind, text = self._next()
        if kind == "text":
            self.query.texts.setdefault(name, set()).add(text[1:-1])
            return text[1:-1]
        if kind == "number":
            return float(text)
        raise QueryError(f"{text} is no value")

    def _field(self) -> str:
        kind, name = self._next()
        if kind != "word":
            raise QueryError(f"{name} is no field")
        self.query.fields.add(name)
        return name

    # ------------------------------------------------ tokens

    def _next(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise QueryError("the query ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        is_next = self._at < len(self._tokens) and self._tokens[self._at][1] == text
        self._at += is_next
        return is_next

    def _expect(self, text: str) -> None:
        if not self._take(text):
            found = self._tokens[self._at : self._at + 1]
            raise QueryError(f"{text} is expected, not {found}")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise QueryError(f"not to be read: {text[at : at + 20]}")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()
