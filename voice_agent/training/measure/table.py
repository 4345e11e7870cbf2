"""Results of a model as a table on the terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from voice_agent.text.percent import percent
from voice_agent.training.measure.results import FIGURE_NAMES, HEADERS

_ANY_WIDTH = 10_000


def show(figures: dict[str, Any], name: str, console: Console) -> None:
    """Print the figures as a table, a line per group; as a list where that is too wide."""
    keys = [key for key in FIGURE_NAMES if any(key in values for values in figures.values())]
    title = f"{name}: shares in %, latency in ms"
    table = Table(title=title)
    table.add_column("", no_wrap=True)
    for key in keys:
        table.add_column(HEADERS.get(key, key), justify="right", no_wrap=True)
    for group, values in figures.items():
        table.add_row(group, *(cell(key, values.get(key)) for key in keys))
    options = console.options.update(max_width=_ANY_WIDTH)
    if Measurement.get(console, options, table).maximum <= console.width:
        console.print(table)
        return
    console.print(title)
    for group, values in figures.items():
        there = [key for key in keys if key in values]
        told = (f"{HEADERS.get(key, key)} {cell(key, values[key])}" for key in there)
        console.print(f"{group}: {', '.join(told)}")


def cell(key: str, value: float | None) -> str:
    """Return one result as text: a count, ms, or per cent."""
    if value is None:
        return ""
    if key == "rows":
        return f"{value:,}"
    return f"{value:.2f}" if key.endswith("_ms") else percent(value)
