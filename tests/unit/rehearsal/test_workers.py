"""Execution environments are found by their function, and killed by their ids."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from jetbridge_local.rehearsal.workers import Workers

WAIT = [sys.executable, "-c", "print(flush=True); input()"]


def _child(function: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        WAIT,
        env={"AWS_LAMBDA_FUNCTION_NAME": function},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout
    # It runs under its own environment once it writes.
    child.stdout.readline()
    return child


@pytest.fixture
def children() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Return a process for each of two functions."""
    started = [_child(name) for name in ("stack-Token-1", "stack-Worker-1")]
    yield started
    for child in started:
        child.kill()
        child.communicate()


def test_only_the_functions_own_environments_end(children: list[subprocess.Popen[bytes]]) -> None:
    """Others of the same emulator run on."""
    # GIVEN the environments of two functions
    token, worker = children
    workers = Workers(os.getpid(), {"TokenFunction": "stack-Token-1"})
    # WHEN those of one are killed
    ended = workers.crash("TokenFunction")
    # THEN one has ended, and the other has not
    assert ended == 1
    assert token.wait() < 0
    assert worker.poll() is None
