"""Tables that name tests name tests that exist, and leave no cell without one or a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("docs/results/bridges.md", "docs/results/attacks.md", "docs/results/handoffs.md")
_NAME = re.compile(r"`(test_[a-z0-9_]+)`")
_FILE = re.compile(r"`(tests/[\w/]+\.py)`")


def rows(page: str) -> list[list[str]]:
    """Return the cells of every row of a table whose last column, ``in``, names files of tests."""
    found, names_files = [], False
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            names_files = False
        elif cells[-1] == "in":
            names_files = True
        elif names_files and not set(cells[-1]) <= {"-"}:
            found.append(cells)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_table_names_exists(page: str) -> None:
    found = rows(page)
    assert len(found) > 5
    for cells in found:
        assert _FILE.search(cells[-1]), f"{page}: '{cells[0]}' names no file"
        files = [ROOT / name for name in _FILE.findall(cells[-1])]
        texts = [file.read_text(encoding="utf-8") for file in files]
        defined = {name for text in texts for name in re.findall(r"def (test_\w+)", text)}
        for cell in cells[1:-1]:
            assert cell, f"{page}: a cell of '{cells[0]}' says nothing"
            missing = set(_NAME.findall(cell)) - defined
            assert not missing, f"{page}: '{cells[0]}': no {missing} in {cells[-1]}"
