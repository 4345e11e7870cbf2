"""Every link leads somewhere, and every path that a page or a comment names exists."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import ROOT, anchors, links, pages, paths


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_paths_of_a_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    broken = []
    for target in links(text):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists():
            broken.append(f"{target}: no such file")
        elif anchor and anchor not in anchors(file.read_text(encoding="utf-8")):
            broken.append(f"{target}: no such heading")
    roots = (ROOT, page.parent)
    named = [path for path in paths(text) if not any((root / path).exists() for root in roots)]
    broken += [f"{path}: no such path" for path in named]
    assert not broken


def test_pages_that_code_points_to() -> None:
    broken = []
    for folder in ("voice_agent", "benchmarks", "tests", ".ci", "pipelines"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix not in (".py", ".yaml", ".toml") or file.parts[-2] == "docs":
                continue
            for path in paths(file.read_text(encoding="utf-8")):
                if path.startswith("docs/") and not (ROOT / path).exists():
                    broken.append(f"{file.relative_to(ROOT)}: {path}")
    assert not broken


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see [a](b.md#c) and ![d](e.svg)", ["b.md#c", "e.svg"]),
        ("[web](https://x.org/a) and `[a](b)`", []),
        ("```\n[a](b)\n```\n[c](d)", ["d"]),
    ],
)
def test_links(text: str, found: list[str]) -> None:
    assert list(links(text)) == found


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("# One thing", "one-thing"),
        ("## `stages.stt`: what it *does*", "stagesstt-what-it-does"),
        ("## A [link](x.md), too", "a-link-too"),
    ],
)
def test_anchors(heading: str, anchor: str) -> None:
    assert anchors(heading) == {anchor}


def test_anchors_of_headings_that_repeat() -> None:
    assert anchors("# A\n# A\n# A\n") == {"a", "a-1", "a-2"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`voice_agent/core/turn.py` and docs/x.md.", ["voice_agent/core/turn.py", "docs/x.md"]),
        ("`pipelines/NAME.yaml`, `docs/*.svg`, `models/mine/CARD.md`", []),
        ("in `voice_agent/turns/`", ["voice_agent/turns/"]),
    ],
)
def test_paths(text: str, found: list[str]) -> None:
    assert list(paths(text)) == found
