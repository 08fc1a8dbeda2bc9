"""Which route a request is for."""

import re
from collections.abc import Mapping
from typing import Final

_VARIABLE: Final = re.compile(r"<(\w+)>")
_REST: Final = re.compile(r"<(\w+)\+>")


class Routes[Route]:
    """Routes by method and path. A path's variables are written `<name>`, a segment each.

    A variable takes any text, as API Gateway's does: what no text may hold is refused by
    `jetbridge.web.request_rules`, in the form that the route's callers read.

    A path without variables goes before one with them. A last variable that is written `<name+>`
    takes the rest of the path, as API Gateway's `{name+}` does.
    """

    def __init__(self) -> None:
        self._fixed: dict[tuple[str, str], Route] = {}
        self._open: list[tuple[str, list[str], Route]] = []

    def add(self, method: str, path: str, route: Route) -> None:
        """Serve `method` on `path` by `route`."""
        if "<" in path:
            self._open.append((method, path.split("/"), route))
        else:
            self._fixed[method, path] = route

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """Return the route of a request and the path's variables, or None."""
        fixed = self._fixed.get((method, path))
        if fixed is not None:
            return fixed, {}
        segments = path.split("/")
        for of, pattern, route in self._open:
            if of == method:
                variables = _matched(pattern, _as_long_as(pattern, segments))
                if variables is not None:
                    return route, variables
        return None


def _as_long_as(pattern: list[str], segments: list[str]) -> list[str]:
    """Return the segments of a path, the rest as one where the pattern's last takes it."""
    last = len(pattern) - 1
    if len(segments) <= last or not _REST.fullmatch(pattern[last]):
        return segments
    return [*segments[:last], "/".join(segments[last:])]


def _matched(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    variables: dict[str, str] = {}
    for expected, segment in zip(pattern, segments, strict=True):
        variable = _VARIABLE.fullmatch(expected) or _REST.fullmatch(expected)
        if variable and segment:
            variables[variable[1]] = segment
        elif expected != segment:
            return None
    return variables
