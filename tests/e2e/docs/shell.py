"""A reader's shell: one for each document, at the root of a checkout."""

import os
import signal
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from tests.support.documented import RUN, Block
from tests.unit.infra.templates import ROOT

_PATIENCE: Final = 180
"""Seconds for all blocks of a document."""

_LINES: Final = 60
"""Of what a block printed before it failed."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Follows documents. `programs` has a quick `jetbridge`, `home` keeps what they leave behind.

    `yours` are the names that a document leaves to its reader, such as `JOURNEY_ID`.
    """

    home: Path
    programs: Path
    yours: Mapping[str, str]

    def follow(self, blocks: Iterable[Block]) -> Mapping[str, float]:
        """Run the blocks of a document, one after the other, until one fails.

        Returns:
            The seconds that each took, by its place.
        """
        times = self.home / "times.txt"
        script = [
            "set -euo pipefail",
            """trap 'echo; echo "FAILED at $BLOCK: $BASH_COMMAND"' ERR""",
            "BLOCK=env",
            # A document that asks for the variables again puts the checkout's on the path.
            f'jetbridge() {{ {self.programs}/jetbridge "$@"; }}',
            'eval "$(jetbridge env)"',
        ]
        for block in blocks:
            if block.language == RUN:
                script += [f"BLOCK={block.place}", _told(times), block.text]
        script += ["BLOCK=end", _told(times)]
        times.write_text("")
        output = self.home / "output.txt"
        with output.open("w") as opened:
            process = subprocess.Popen(
                ["/bin/bash", "-c", "\n".join(script)],
                cwd=self._checkout(),
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=opened,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # what it leaves in the background ends with it
            )
            try:
                status = process.wait(_PATIENCE)
            finally:
                _end(process.pid)
                process.wait()
        printed = output.read_text().splitlines()
        assert status == 0, "\n".join(printed[-_LINES:])
        began = [line.split() for line in times.read_text().splitlines()]
        return {place: float(end) - float(at) for (at, place), (end, _) in pairwise(began)}

    def _environment(self) -> Mapping[str, str]:
        own = {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home), "NO_COLOR": "1"}
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **own, **self.yours}

    def _checkout(self) -> Path:
        """Return a folder that shows the checkout, where a command may write."""
        folder = self.home / "checkout"
        if not folder.exists():
            folder.mkdir()
            # An answer with an error's status fails the command.
            (self.home / ".curlrc").write_text("silent\nshow-error\nfail-with-body\n")
            for each in ROOT.iterdir():
                if each.name != ".git":
                    (folder / each.name).symlink_to(each)
            (folder / "policy.json").write_text(
                (ROOT / "docs" / "policies" / "incode-enboarder.json").read_text()
            )
            (folder / "logo.svg").write_text(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0z"/></svg>'
            )
        return folder


def _told(times: Path) -> str:
    """Return a command that tells a file when which block begins."""
    return f'echo "$EPOCHREALTIME $BLOCK" >> {times}'


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
