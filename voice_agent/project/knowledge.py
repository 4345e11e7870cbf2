"""Sections of a knowledge folder that no question reaches, or that are hard to hear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voice_agent.knowledge.index import Knowledge
from voice_agent.knowledge.sections import ASKED_FILE, Folder
from voice_agent.language import Language
from voice_agent.project.hearing import hard_to_hear


@dataclass(frozen=True, slots=True)
class Unreached:
    """A section with a fault.

    Attributes:
        file: The Markdown file.
        line: Line of its heading.
        what: What is wrong.
    """

    file: Path
    line: int
    what: str


def section_findings(home: Path, folder: Folder, language: Language) -> Iterator[Unreached]:
    """Yield the faults of the sections of the folder ``home``.

    A section is reached if one of its own wordings, its heading or a line of ``asked.yaml``,
    finds it before any other.
    """
    knowledge = Knowledge(folder, language)
    for index, section in enumerate(folder.sections):
        hits = [knowledge.best_by_words(one, "") for one in folder.wordings(index)]
        file, line = _place(home, section.file, section.heading)
        if not any(hit is not None and hit.section == section for hit in hits):
            yield Unreached(
                file,
                line,
                f"no question reaches '{section.heading}': ask for it in its heading, or in "
                f"{ASKED_FILE}",
            )
        for what in hard_to_hear(section.text):
            yield Unreached(file, line, what)


def _place(home: Path, stem: str, heading: str) -> tuple[Path, int]:
    files = sorted(home.rglob(f"{stem}.md"))
    file = files[0] if files else home / f"{stem}.md"
    question = heading.rpartition(": ")[2]
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return file, 1
    marked = re.compile(rf"#+\s+.*{re.escape(question)}\s*$")
    return file, next((n for n, line in enumerate(lines, 1) if marked.match(line)), 1)
