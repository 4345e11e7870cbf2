"""The idioms that ``docs/reference/style.md`` rules out, in pages, docstrings and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ROOT, pages

_BANNED = (
    r"\b(?:is|are|was|were) let\b",
    r"\bbehind the (?:pause|sound|utterance|word|last|turn|question|answer)",
    r"\bwhoever\b",
    r"\bstands? (?:here|there|behind|where)\b",
    r"\bso many\b",
    r"(?<!there )\bis none\b",
    r"\bwhen left out\b",
    r"\bkilled at any moment\b",
)


def _faults(text: str) -> Iterator[str]:
    for pattern in _BANNED:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield " ".join(text[max(0, match.start() - 30) : match.end() + 20].split())


@pytest.mark.parametrize(
    "page",
    [page for page in pages() if page.name not in ("style.md", "CHANGELOG.md", "guidelines.md")],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_pages(page: Path) -> None:
    assert not list(_faults(page.read_text(encoding="utf-8")))
