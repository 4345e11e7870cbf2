"""Public data sets by name, told to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from voice_agent.training.data.catalogue import PublicSet, catalogue, find_set
from voice_agent.training.data.fetch import fetch_set, from_folder

_MB = 1_000_000


def list_sets(data: Path, console: Console) -> None:
    """Print every set with its licence, its size, and whether it is here."""
    table = Table("set", "licence", "MB", "here", "source")
    for name, one in catalogue().items():
        size = sum(file.size for file in one.files.values()) / _MB
        present = sum((data / name / path).is_file() for path in one.files)
        here = "yes" if present == len(one.files) else "in part" if present else "no"
        source = f"{one.page} (from a clone)" if one.note else one.page
        table.add_row(name, one.licence, f"{size:.1f}" if size else "", here, source)
    console.print(table)


def fetch_all(
    names: Sequence[str],
    data: Path,
    console: Console,
    *,
    source: Path | None = None,
    sets: Mapping[str, PublicSet] | None = None,
) -> None:
    """Fetch sets one after the other; on a terminal with a bar for each file.

    Args:
        names: Names of sets.
        data: Folder of all sets.
        console: Where to report.
        source: A folder that has the files.
        sets: The sets there are; by default those of the catalogue.

    Raises:
        ConfigError: See ``fetch_set``; or there is no such set, and nothing is fetched.
    """
    wanted = {name: find_set(name, sets) for name in names}
    for name, one in wanted.items():
        console.print(f"{name}: {one.licence}, {one.page}", soft_wrap=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
            found = fetch_set(name, one, data, source=source, progress=_Bars(bars).tell)
        kept = f", {len(found.kept)} were here" if found.kept else ""
        console.print(f"  {len(found.new)} files{kept}: {data / name}", soft_wrap=True)


def fetch_every(
    data: Path,
    console: Console,
    *,
    source: Path | None = None,
    sets: Mapping[str, PublicSet] | None = None,
) -> None:
    """Fetch all sets that have addresses, and say how to get the others.

    Args:
        data: Folder of all sets.
        console: Where to report.
        source: A folder that has the files of all.
        sets: The sets there are; by default those of the catalogue.

    Raises:
        ConfigError: See ``fetch_set``.
    """
    known = catalogue() if sets is None else sets
    others = [] if source is not None else [name for name, one in known.items() if one.note]
    names = [name for name in known if name not in others]
    fetch_all(names, data, console, source=source, sets=known)
    for name in others:
        how = f"{known[name].note}; then: {from_folder(name, data)}"
        console.print(f"[yellow]not {name}: {how}[/]", soft_wrap=True)


class _Bars:
    """A bar for each file."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._shown: dict[str, TaskID] = {}

    def tell(self, file: str, done: int, total: int) -> None:
        """Show how much of a file is here."""
        if file not in self._shown:
            self._shown[file] = self._bars.add_task(file, total=total or None)
        self._bars.update(self._shown[file], completed=done)
