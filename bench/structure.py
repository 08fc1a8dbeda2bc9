"""The structure of the code in figures: `python -m bench.structure [--ref COMMIT]`.

Measures the working tree, or the project as it was at a commit, and prints one Markdown table.
Nothing of the working tree runs for another commit but the measurement itself. The demo, which is
traced, takes the longest.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from bench import partner_names, sources, traced
from bench.checkout import copied
from bench.imports import NOTHING, measure
from bench.partner_names import EXEMPT, LAYER, PARTNERS, PLAYED, Names, in_code
from bench.result import Result
from bench.tables import table

IMPORTS: Final = 7
"""Cold imports of which the cheapest is taken."""

BEFORE: Final = {
    "token request": (42, 162),
    "onboarding at Incode": (94, 926),
    "onboarding at Enboarder": (89, 603),
    "notification of Incode, taken": (49, 166),
    "notification of Incode, worked on": (60, 435),
    "journey step: a link is asked for": (122, 1_889),
    "webhook to a tenant": (58, 526),
}
"""Files and hops of typical invocations at 4f57580 (decision 0064): they are to go down."""

ALL_BEFORE: Final = {
    "token request": (160, 19_728),
    "onboarding at Incode": (226, 60_779),
    "onboarding at Enboarder": (201, 25_165),
    "notification of Incode, taken": (137, 6_790),
    "notification of Incode, worked on": (144, 27_134),
    "journey step: a link is asked for": (228, 109_802),
    "webhook to a tenant": (195, 41_455),
}
"""The same with the files and calls of every library, at 2aa0d75, where the SDK called AWS."""

type Row = tuple[str, str]


def naming(root: Path) -> Iterator[Row]:
    """Yield, for each partner, the shared files that name it, and how often they do."""
    code, prose = partner_names.shared(root), partner_names.shared_prose(root)
    for partner in PARTNERS:
        files = [names[partner] for names in code.values() if names[partner]]
        only = [path for path in prose if prose[path][partner] and path not in code]
        yield (
            f"shared files that name {partner} in code (names) + in prose only",
            f"{len(files)} ({sum(files)}) + {len(only)}",
        )
    yield "shared files that name any partner in code", str(len(code))


def touched(root: Path) -> list[str]:
    """Return the shared files, of those deployed, that name more than one partner in code.

    They hold a list or a branch that a further partner has to be added to.
    """
    names = {f"{LAYER}/{path}": counts for path, counts in partner_names.shared(root).items()}
    by_design = [root / LAYER / path for path in EXEMPT] + [*root.glob("functions/*/*.py")]
    names |= _in_code(root, filter(Path.is_file, by_design))
    names["template.yaml"] = partner_names.named((root / "template.yaml").read_text())
    return _several(names)


def touched_beside(root: Path) -> list[str]:
    """Return the files of dry runs, operator's tool and local stack that name more than one."""
    folders = ("cli", "local", LAYER / PLAYED)
    files = (file for folder in folders for file in (root / folder).rglob("*.py"))
    return _several(_in_code(root, files))


def _in_code(root: Path, files: Iterable[Path]) -> dict[str, Names]:
    return {str(file.relative_to(root)): in_code(file.read_text()) for file in files}


def _several(names: Mapping[str, Names]) -> list[str]:
    return sorted(path for path, counts in names.items() if len(counts) > 1)


def sizes(root: Path) -> Iterator[Row]:
    """Yield lines, lengths and the arrows between folders."""
    read = sources.read(root)
    files = sources.lines_of_files(read)
    arrows = sources.arrows(read)
    yield "files, lines", f"{len(files)}, {sum(files)}"
    yield "lines of a file, median / longest", sources.spread(files)
    yield "lines of a function, median / longest", sources.spread(sources.lines_of_functions(read))
    yield "arrows between folders", str(len(arrows))
    yield "of these on a circle", str(len(sources.circular(arrows)))


def budget(root: Path) -> Iterator[Row]:
    """Yield what the import of each function costs, in terms of a bare interpreter."""
    layer = root / LAYER.parent
    bare = measure(root, NOTHING, layer, IMPORTS)
    for app in sorted(root.glob("functions/*/app.py")):
        cost = measure(app.parent, "import app", layer, IMPORTS)
        yield (
            f"import of {app.parent.name}, modules, CPU x bare interpreter",
            f"{cost.modules}, {cost.milliseconds / bare.milliseconds:.1f}",
        )


def rows(root: Path) -> Iterator[Row]:
    """Yield every figure of a checkout. The demo runs in it last, since that changes it."""
    yield from naming(root)
    yield "deployed shared files to touch for a further partner", str(len(touched(root)))
    yield "files of the CLI and the local stack alike", str(len(touched_beside(root)))
    yield from sizes(root)
    yield from budget(root)
    for name, run in traced.typical(traced.demo(root)):
        yield f"{name}, files / arrows / hops", f"{run.files} / {run.arrows} / {run.hops}"
        yield f"{name}, files / calls with all libraries", f"{run.all_files} / {run.all_calls}"


def results() -> list[Result]:
    """Return the figures of the working tree, and the paths of typical invocations."""
    with copied(None) as root:
        read = sources.read(root)
        return [
            Result("shared files that name a partner", len(partner_names.shared(root)), at_most=0),
            Result("deployed files to touch for a further partner", len(touched(root)), at_most=6),
            Result("files", len(read)),
            Result("lines", sum(sources.lines_of_files(read))),
            Result("lines of the longest file", max(sources.lines_of_files(read))),
            Result("lines of the longest function", max(sources.lines_of_functions(read))),
            *_paths(root),
        ]


def _paths(root: Path) -> Iterator[Result]:
    for name, run in traced.typical(traced.demo(root)):
        (files, hops), (all_files, all_calls) = BEFORE[name], ALL_BEFORE[name]
        yield Result(f"{name}: files, all libraries included", run.all_files, at_most=all_files)
        yield Result(f"{name}: calls, all libraries included", run.all_calls, at_most=all_calls)
        passed = Result(f"{name}: files", run.files, at_most=files)
        yield passed.proven(partial(_folders, run))
        called = Result(f"{name}: calls from file to file", run.hops, at_most=hops)
        yield called.proven(partial(_busiest, run))


def _folders(run: traced.Invocation) -> str:
    rows = ((f"`{folder}`", str(count)) for folder, count in run.folders)
    return table(("Folder", "Files"), rows)


def _busiest(run: traced.Invocation) -> str:
    rows = ((f"`{start}`", f"`{end}`", str(count)) for start, end, count in run.busiest)
    return table(("From", "To", "Calls"), rows)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.structure")
    parser.add_argument("--ref", help="a commit to measure, in place of the working tree")
    parser.add_argument("--touched", action="store_true", help="only list the files to touch")
    given = parser.parse_args()
    with copied(given.ref) as root:
        lines = touched(root) + touched_beside(root) if given.touched else [*_table(rows(root))]
    sys.stdout.write("\n".join(lines) + "\n")


def _table(figures: Iterable[Row]) -> Iterator[str]:
    yield from ("| Figure | |", "|---|---|")
    yield from (f"| {name} | {value} |" for name, value in figures)


if __name__ == "__main__":
    main()
