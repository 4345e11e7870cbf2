"""One picture of several sources: how many callers are cut off against how long the others wait.

    voice-agent bench endpointing --pipeline bank --audio DIR --json telephone.json
    voice-agent bench turn-ends telephone.json orders.json --svg turn-ends.svg

Each file is the result of one source, and its name is the title of a panel. The dot is the price
that ships.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.report import plots
from voice_agent.core.errors import ConfigError

NOW, BEFORE = "as it runs", "one curve"
Series = dict[str, list[tuple[float, float]]]


def main(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Of bench endpointing --json.")
    ],
    svg: Annotated[Path | None, typer.Option(help="File for the picture.")] = None,
) -> None:
    """Show false cut-offs against waits of several sources, before and now."""
    found = {path.stem.replace("-", " "): read(path) for path in files}
    grid = Table("", "recordings", *(f"{name}: cut off; wait p50" for name in (BEFORE, NOW)))
    for name, figures in found.items():
        cells = [_point(figures["ends"][rule], figures["shipped"]) for rule in (BEFORE, NOW)]
        grid.add_row(name, str(figures["judged_on"]), *cells)
    Console().print(grid)
    if svg is not None:
        panels = {name: series(figures["ends"]) for name, figures in found.items()}
        dots = {name: figures["ends"][NOW][figures["shipped"]] for name, figures in found.items()}
        figure = plots.panels(panels, dots, "wait p50, ms", "recordings cut off, %")
        figure.savefig(svg, format="svg", metadata={"Date": None}, bbox_inches="tight")


def read(path: Path) -> dict[str, Any]:
    """Read one result.

    Raises:
        ConfigError: It is no result of ``bench endpointing``.
    """
    try:
        figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        shipped = figures["shipped"]
        known = all(shipped in figures["ends"][rule] for rule in (BEFORE, NOW))
    except (KeyError, TypeError, ValueError):
        known = False
    if not known:
        raise ConfigError(f"{path}: no result of voice-agent bench endpointing --json")
    return figures


def series(ends: Mapping[str, Mapping[str, Sequence[float]]]) -> Series:
    """Return the points (wait in ms, share cut off in per cent) of each rule."""
    return {
        name: [(wait, cut) for cut, wait in settings.values()] for name, settings in ends.items()
    }


def _point(settings: Mapping[str, Sequence[float]], setting: str) -> str:
    cut, wait = settings[setting]
    return f"{cut:.1f} %; {wait:.0f} ms"
