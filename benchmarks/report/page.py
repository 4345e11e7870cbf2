"""A self-contained HTML page: tables, and plots as inline SVG."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; color: #1f2328 }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { padding: .3rem .7rem; text-align: right; border-bottom: 1px solid #d0d7de }
th:first-child, td:first-child { text-align: left }
.note { color: #59636e } .bad { color: #b42318 } img { max-width: 100% }
"""


def page(title: str, stamp: Mapping[str, Any], blocks: Sequence[str]) -> str:
    """Return the whole page; ``stamp`` says where and when it was measured."""
    machine = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in stamp.items())
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
        f"<h1>{escape(title)}</h1>\n{note(machine)}\n" + "\n".join(blocks) + "\n</body></html>\n"
    )


def write_page(
    path: Path | None, title: str, stamp: Mapping[str, Any], blocks: Sequence[str]
) -> None:
    """Write the page, if a path was given."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(title, stamp, blocks), encoding="utf-8")


def heading(text: str) -> str:
    """Return a section's heading."""
    return f"<h2>{escape(text)}</h2>"


def note(text: str) -> str:
    """Return a line of small print."""
    return f'<p class="note">{escape(text)}</p>'


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table; ``None`` is shown as a dash."""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(cell))}</td>" for cell in row) + "</tr>\n"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table>"


def percentile_rows(named: Mapping[str, Mapping[str, Any]]) -> list[list[object]]:
    """Return a row for each name: n, p50, p95, p99, max."""
    keys = ("n", "p50", "p95", "p99", "max")
    return [[name, *(figures.get(key) for key in keys)] for name, figures in named.items()]


PERCENTILE_HEAD = ("", "n", "p50", "p95", "p99", "max")


def picture(figure: Any, alt: str) -> str:
    """Return a matplotlib figure as an inline SVG image."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, bbox_inches="tight")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<p><img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}"></p>'


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)
