"""Policies and hires in files: read, and their faults shown a line each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jetbridge.model import json_text
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.web import policy_check
from jetbridge.web.json_object import json_object
from jetbridge.web.request import MAX_BODY
from jetbridge_cli.failure import CommandError


def checked(file: Path) -> dict[str, Any]:
    """Read a policy and make sure of it.

    Raises:
        CommandError: something is wrong with it.
    """
    document = read_json(file)
    with explained(file):
        policy_check.check(document)
    return document


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Turn the faults of a document into a message, a line each.

    Raises:
        CommandError: there are some.
    """
    try:
        yield
    except ApiProblem as problem:
        raise CommandError(f"{file} is not valid:", *map(line, problem.errors)) from None


def line(fault: Violation) -> str:
    """Return where a document is faulty, which rule it breaks, and how."""
    return f"  {fault.pointer or '/'}  {fault.rule}  {fault.detail}"


def read_sample(file: Path) -> dict[str, Any]:
    """Read a hire as Jetbridge reads SmartRecruiters' answers: of any size, odd text cleaned.

    Raises:
        CommandError: it is no JSON object.
    """
    read = json_text.lenient(_bytes(file))
    if not isinstance(read, dict):
        raise CommandError(f"{file} is no JSON object")
    return read


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from None


def read_json(file: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises:
        CommandError: it does not.
    """
    sent = _bytes(file)
    if len(sent) > MAX_BODY:
        raise CommandError(f"{file}: The body must not exceed {MAX_BODY} bytes")
    with explained(file):
        return dict(json_object(sent))
