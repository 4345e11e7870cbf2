"""A few rows in the form of a public data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_BIO = ("seq.in", "label", "seq.out")


def write_lines(folder: Path, rows: Sequence[tuple[str, ...]], names: Sequence[str]) -> None:
    """One file for each of ``names``, with a line for each row."""
    folder.mkdir(parents=True)
    for index, name in enumerate(names):
        lines = [one[index] for one in rows]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_snips(data: Path, **splits: Sequence[tuple[str, str, str]]) -> None:
    """Rows of words, intent and BIO tags, by split."""
    for name, rows in splits.items():
        write_lines(data / "snips" / "bio" / name, rows, _BIO)
