"""Weaken the code at one place after the other, and list the mutants that no test notices.

    python -m tests.mutants [--in PATH] [--kind KIND] [--site TEXT] [--most N] [--again]
                            [--jobs N] [--list] [TESTS…]
    python -m tests.mutants --guarantees

Tests are files or folders, tests/unit if none is given. What was noticed, and what each test
reaches, is kept in .mutants, so that a run which was stopped goes on; it is looked at again where a
file has changed since. The mutants of equivalent.toml are left out.

With --guarantees: those of guarantees.toml, each by the test that README names for its guarantee.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from tests.mutants import load
from tests.mutants.run import Mutants, Verdict
from tests.mutants.sites import Site

KEPT: Final = Path(__file__).parents[2] / ".mutants"
NOTICED: Final = KEPT / "noticed.jsonl"
REACH: Final = KEPT / "reach.jsonl"
EQUIVALENT: Final = Path(__file__).with_name("equivalent.toml")
GUARANTEES: Final = Path(__file__).with_name("guarantees.toml")


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 1 where a mutant survived."""
    asked = _arguments(arguments)
    if asked.guarantees:
        return _hold_guarantees(asked.jobs)
    left_out = equivalent()
    sites = [each for each in load.sites() if _is_asked_for(each, asked)]
    if asked.list:
        print(*sites, sep="\n")
        return 0
    noticed = {} if asked.again else _noticed()
    todo = [
        each
        for each in sites
        if each.id not in left_out and noticed.get(each.id) != _fingerprint(each)
    ][: asked.most]
    print(f"{len(sites)} mutants, {len(todo)} to try", flush=True)
    verdicts = tried(todo, asked.tests or ["tests/unit"], asked.jobs)
    survivors = [each for each in verdicts if not each.by]
    print(f"{len(verdicts) - len(survivors)} noticed, {len(survivors)} survived")
    return 1 if survivors or len(verdicts) < len(todo) else 0


def equivalent() -> dict[str, str]:
    """Return the mutants that no test can notice, each with the reason."""
    listed = tomllib.loads(EQUIVALENT.read_text()).get("mutant", [])
    return {each["site"]: each["reason"] for each in listed}


def guarantees() -> list[dict[str, str]]:
    """Return mutants that break a guarantee: `site`, `guarantee` as README has it, and `test`."""
    listed: list[dict[str, str]] = tomllib.loads(GUARANTEES.read_text())["mutant"]
    return listed


def tried(
    sites: Sequence[Site],
    tests: Sequence[str],
    jobs: int,
    only: Mapping[str, str] = MappingProxyType({}),
) -> list[Verdict]:
    """Try the mutants of `sites` with these tests, and print what becomes of each.

    `only` names the test that has to notice a mutant, by its id.
    """
    verdicts = list[Verdict]()

    def tell(verdict: Verdict) -> None:
        verdicts.append(verdict)
        word = "noticed " if verdict.by else "SURVIVED"
        by = verdict.by or f"{verdict.tests} tests reach it"
        print(f"{len(verdicts)}/{len(sites)} {word} {verdict.site}\n    {by}", flush=True)
        if verdict.by:
            line = {"site": verdict.site.id, "file": _fingerprint(verdict.site)}
            with NOTICED.open("a") as noticed:
                noticed.write(json.dumps(line) + "\n")

    if not sites:
        return verdicts
    load.install()
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plugin = Mutants(sites, tell, jobs, Path(scratch), REACH, only)
        options = ["-q", "--no-header", "--no-summary", "-p", "no:cacheprovider"]
        pytest.main([*options, *tests], plugins=[plugin])
    return verdicts


def _hold_guarantees(jobs: int) -> int:
    """Try the mutants of guarantees.toml; return 1 where one is not noticed."""
    only = {each["site"]: each["test"] for each in guarantees()}
    sites = [each for each in load.sites() if each.id in only]
    verdicts = tried(sites, sorted({*only.values()}), jobs, only)
    return 0 if sum(bool(each.by) for each in verdicts) == len(only) else 1


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.usage = argparse.SUPPRESS
    parser.add_argument("--in", dest="within", default="", metavar="PATH", help="store/hires.py")
    parser.add_argument("--kind", default="", help="one of tests/mutants/sites.py")
    parser.add_argument("--site", default="", metavar="TEXT", help="a part of the mutant's name")
    parser.add_argument("--most", type=int, metavar="N", help="try N at the most")
    parser.add_argument("--again", action="store_true", help="try those noticed earlier, too")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--guarantees", action="store_true", help="those of guarantees.toml")
    parser.add_argument("--list", action="store_true", help="list the mutants, and try none")
    parser.add_argument("tests", nargs="*", metavar="TESTS")
    return parser.parse_args(arguments)


def _is_asked_for(site: Site, asked: argparse.Namespace) -> bool:
    is_kind = asked.kind in ("", site.kind)
    return is_kind and site.path.startswith(asked.within) and asked.site in site.id


def _noticed() -> dict[str, str]:
    """Return the mutants that were noticed by an earlier run, and what their files were then."""
    if not NOTICED.exists():
        return {}
    lines = [json.loads(line) for line in NOTICED.read_text().splitlines()]
    return {line["site"]: line["file"] for line in lines}


def _fingerprint(site: Site) -> str:
    return hashlib.sha256((load.LAYER / site.path).read_bytes()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
