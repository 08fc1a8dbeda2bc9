"""Where the output goes: to pipes whose reader has gone, full disks, streams that are closed."""

import os
import sys
from pathlib import Path
from typing import TextIO

import pytest

from jetbridge_cli import printing
from jetbridge_cli.failure import CommandError


@pytest.fixture
def unread() -> TextIO:
    """Return a pipe whose reader has gone."""
    read, write = os.pipe()
    os.close(read)
    return os.fdopen(write, "w")


def test_a_reader_that_has_seen_enough_is_no_error(
    unread: TextIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`jetbridge … | head -1` says nothing more, and the interpreter neither."""
    monkeypatch.setattr(sys, "stdout", unread)
    with pytest.raises(SystemExit) as ended, printing.delivered():
        sys.stdout.write("a line that stays in the buffer")
    assert ended.value.code == 1
    unread.close()  # which the interpreter does at last, with what is in the buffer
    assert capsys.readouterr().err == ""


def test_output_that_cannot_be_written_is_an_error_with_its_cause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even where the command has done its work."""
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(CommandError, match="No space left"), printing.delivered():
            sys.stdout.write("a secret that is shown once")


def test_a_file_that_a_command_cannot_read_is_no_fault_of_the_output() -> None:
    """What is not of the output stays what it is."""
    with pytest.raises(FileNotFoundError), printing.delivered():
        Path("/nowhere/at/all").read_text()


def test_closed_streams_are_empty_and_take_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """`<&-` and `>&-` in a shell: Python then has no stream."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    printing.prepare_streams()
    with printing.delivered():
        sys.stdout.write("nowhere")
        sys.stderr.write("nowhere")
    assert (sys.stdin.isatty(), sys.stdin.read()) == (False, "")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()
