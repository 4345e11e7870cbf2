"""The pages of the project: what they link to and which paths they name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
_FENCE = re.compile(r"^( *)(```|~~~).*?^\1\2[^\n]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.*?) *#*$", re.MULTILINE)
_TREES = "voice_agent|benchmarks|tests|pipelines|models|docs|examples|\\.ci"
_PATH = re.compile(rf"(?:^|(?<=[\s`(]))((?:{_TREES})/[\w./-]*[\w/])(?![\w*<{{$-])")
_MADE = (
    "voice_agent/language/de",
    "models/mine",
    "models/flowers",
    "models/florist",
    "pipelines/mine",
    "pipelines/flowers",
)
"""Paths that a page tells its reader to make."""


def pages() -> list[Path]:
    """Return the project's Markdown files, but not those that are data of a playbook."""
    folders = ("docs", "models", "benchmarks", "examples")
    inside = (page for folder in folders for page in (ROOT / folder).rglob("*.md"))
    return sorted(page for page in [*ROOT.glob("*.md"), *inside] if "knowledge" not in page.parts)


def links(text: str) -> Iterator[str]:
    """Yield the targets of relative links; code is no place for links."""
    for target in _LINK.findall(_CODE.sub("", _FENCE.sub("", text))):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub makes of a page's headings."""
    found: set[str] = set()
    seen: Counter[str] = Counter()
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        kept = (c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LN")
        slug = "".join(kept).replace(" ", "-")
        again = seen[slug]
        seen[slug] += 1
        found.add(f"{slug}-{again}" if again else slug)
    return found


def paths(text: str) -> Iterator[str]:
    """Yield the files and folders of this repository that a text names."""
    for found in _PATH.findall(text):
        if not re.search(r"[A-Z]{4}|\.\.\.", found) and not found.startswith(_MADE):
            yield found
