"""Run tests under one mutant after the other, each in a fork of one process that collected them.

The tests that reach a site are found by running all of them once; then they run fastest first,
until one fails.
"""

import json
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from tests.mutants import switch
from tests.mutants.load import files
from tests.mutants.sites import Site

LIMIT: Final = 300
"""Seconds after which a mutant counts as noticed: something does not end."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mutant. `by` is the test that noticed it; empty: it survived.

    `tests` is how many tests reach the site.
    """

    site: Site
    by: str
    tests: int


@dataclass
class Mutants:
    """A pytest plugin that tries the mutants of `sites` instead of running the tests once.

    `tell` is given each verdict as soon as it is known. `jobs` run at the same time and leave
    their findings in `scratch`. Which sites a test reaches is kept in `reach`, until its file or
    the code changes. `only` names the test, file or folder that has to notice a mutant, by its
    id; the others are noticed by any.
    """

    sites: Sequence[Site]
    tell: Callable[[Verdict], None]
    jobs: int
    scratch: Path
    reach: Path
    only: Mapping[str, str] = field(default_factory=dict)
    _reaching: dict[str, list[pytest.Item]] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find which tests reach which site, then try the sites."""
        # Its dots would be those of the mutants.
        session.config.pluginmanager.unregister(name="terminalreporter")
        self._find_reaching(session)
        waiting, running = deque(self.sites), dict[int, Site]()
        while waiting or running:
            while waiting and len(running) < self.jobs:
                site = waiting.popleft()
                work = partial(_tried, session, site, self._tests(site))
                running[_forked(work, self._out(site))] = site
            pid, status = os.wait()
            site = running.pop(pid)
            by = _killer(status, self._out(site))
            self.tell(Verdict(site, by, len(self._tests(site))))
        return True

    def _find_reaching(self, session: pytest.Session) -> None:
        known = {line["test"]: line for line in _lines(self.reach)}
        fresh = [
            item
            for item in session.items
            if known.get(item.nodeid, {}).get("file") != _fingerprint(item.path)
        ]
        outs = [self.scratch / f"share-{n}" for n in range(self.jobs)]
        for pid in [
            _forked(partial(_mapped, session, share), out)
            for share, out in zip(_shares(fresh, self.jobs), outs, strict=True)
        ]:
            os.waitpid(pid, 0)
        with self.reach.open("a") as kept:
            kept.writelines(out.read_text() for out in outs)
        known = {line["test"]: line for line in _lines(self.reach)}
        items = [item for item in session.items if item.nodeid in known]
        for item in sorted(items, key=lambda each: float(known[each.nodeid]["seconds"])):
            for site in known[item.nodeid]["sites"]:
                self._reaching.setdefault(site, []).append(item)

    def _tests(self, site: Site) -> list[pytest.Item]:
        named = self.only.get(site.id, "")
        return [each for each in self._reaching.get(site.id, ()) if each.nodeid.startswith(named)]

    def _out(self, site: Site) -> Path:
        return self.scratch / sha256(site.id.encode()).hexdigest()


def _shares(items: Sequence[pytest.Item], jobs: int) -> list[list[pytest.Item]]:
    """Deal the tests out to the jobs, file by file: what a file shares is set up once."""
    files = dict[Path, list[pytest.Item]]()
    for item in items:
        files.setdefault(item.path, []).append(item)
    dealt: list[list[pytest.Item]] = [[] for _ in range(jobs)]
    for tests in sorted(files.values(), key=len, reverse=True):
        min(dealt, key=len).extend(tests)
    return dealt


def _mapped(session: pytest.Session, items: Sequence[pytest.Item]) -> Iterable[str]:
    """Run tests as they are, and yield what those that succeed reach."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        failed, began = session.testsfailed, time.perf_counter()
        switch.reached.clear()
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed == failed:
            line = {
                "test": item.nodeid,
                "file": _fingerprint(item.path),
                "seconds": round(time.perf_counter() - began, 4),
                "sites": sorted(switch.reached),
            }
            yield json.dumps(line)


def _tried(session: pytest.Session, site: Site, items: Sequence[pytest.Item]) -> Iterable[str]:
    """Run tests under a mutant until one fails, and yield its name."""
    switch.active = site.id
    signal.alarm(LIMIT)
    for item in items:
        failed = session.testsfailed
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        if session.testsfailed > failed:
            yield item.nodeid
            return


def _forked(work: Callable[[], Iterable[str]], out: Path) -> int:
    """Do `work` in a child process that writes its lines to `out`; return the child's id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        with out.open("w") as lines:
            lines.writelines(f"{line}\n" for line in work())
        code = 0
    finally:
        os._exit(code)


def _killer(status: int, out: Path) -> str:
    if os.WIFSIGNALED(status):
        return f"(does not end in {LIMIT} seconds)"
    return out.read_text().strip() if os.WEXITSTATUS(status) == 0 else "(the process ends)"


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@cache
def _fingerprint(test: Path) -> str:
    code = (file.read_bytes() for _, file in files())
    return sha256(b"".join([test.read_bytes(), *code])).hexdigest()[:16]
