"""A knowledge folder as it is written: sections of Markdown, and how callers ask for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict
from voice_agent.core.turn import Section
from voice_agent.playbook.load import read_yaml, validate
from voice_agent.text.markup import unmarked

ASKED_FILE = "asked.yaml"
_SEPARATOR = ": "
_OPENING = "¿¡"
"""Marks that open a Spanish question or call: writers leave them out."""
_CLAUSE = re.compile(r"[?,] |[?]$")
_SHORTEST_WORDING = 3


@dataclass(frozen=True, slots=True)
class Folder:
    """All that a knowledge folder holds.

    Attributes:
        sections: The sections, in the order of the files.
        asked: Index of a section -> further ways to ask what it answers.
        unanswered: Questions near the topics of the folder that no section answers.
    """

    sections: Sequence[Section] = ()
    asked: Mapping[int, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    unanswered: Sequence[str] = ()

    def wordings(self, index: int) -> list[str]:
        """Return every question that is known to ask for a section, its heading first."""
        return [*heading_wordings(self.sections[index].heading), *self.asked.get(index, ())]


class SectionError(ConfigError):
    """A reference that names no section, or several.

    Attributes:
        keys: The file and the beginning of the heading that were looked for.
        what: What is wrong, without the file that refers to the section.
    """

    def __init__(self, path: Path, keys: tuple[str, str], what: str) -> None:
        self.keys = keys
        self.what = f"'{_SEPARATOR.join(keys)}': {what}"
        super().__init__(f"{path}: {self.what}")


class AskedFile(Strict):
    """``asked.yaml``: what callers say for a section, and what they ask that none answers.

    Attributes:
        asked: File name -> beginning of a heading -> questions.
        unanswered: Questions that no section answers.
    """

    asked: dict[str, dict[str, list[str]]] = Field(default_factory=dict)
    unanswered: list[str] = Field(default_factory=list)


def load_folder(folder: Path) -> Folder:
    """Read every ``*.md`` below ``folder`` and its ``asked.yaml``; a missing folder is empty.

    Raises:
        ConfigError: A file is not UTF-8 text, has no text below a heading, or names a section
            that does not exist.
    """
    sections: list[Section] = []
    for path in sorted(folder.rglob("*.md")):
        try:
            found = split_sections(path.stem, path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            raise ConfigError(f"{path}: is not UTF-8 text") from None
        if not found:
            raise ConfigError(f"{path}: has no '## heading' with text below it")
        sections.extend(found)
    path = folder / ASKED_FILE
    if not path.is_file():
        return Folder(sections)
    file = validate(AskedFile, read_yaml(path), path)
    asked = {
        find_section(sections, f"{name}{_SEPARATOR}{heading}", path): questions
        for name, headings in file.asked.items()
        for heading, questions in headings.items()
    }
    return Folder(sections, asked, file.unanswered)


def find_section(sections: Sequence[Section], reference: str, path: Path) -> int:
    """Return the index of the section that ``file: beginning of its heading`` names.

    Args:
        sections: Where to look.
        reference: The file's name without its ending, and as much of the heading as is needed.
        path: File to name in an error.

    Raises:
        SectionError: No section, or more than one, begins so.
    """
    name, _, start = reference.partition(_SEPARATOR)
    headings = {
        index: _question(section.heading)
        for index, section in enumerate(sections)
        if section.file == name
    }
    found = [
        index
        for index, heading in headings.items()
        if heading.lstrip(_OPENING).startswith(start.lstrip(_OPENING))
    ]
    if not found:
        known = headings.values() or dict.fromkeys(f"{one.file}.md" for one in sections)
        what = f"no section begins so; known: {', '.join(known)}"
    elif len(found) > 1:
        what = f"{len(found)} sections begin so"
    else:
        return found[0]
    raise SectionError(path, (name, start), what)


def heading_wordings(heading: str) -> list[str]:
    """Return a heading as questions: the whole one, then each of several ways of asking in it."""
    whole = _question(heading)
    parts = [part.strip() for part in _CLAUSE.split(whole) if part.strip()]
    ways = [part for part in parts if len(part.split()) >= _SHORTEST_WORDING]
    return [whole, *dict.fromkeys(ways)] if len(parts) > 1 else [whole]


def _question(heading: str) -> str:
    """Return a heading without the title of its file."""
    title, separator, question = heading.partition(_SEPARATOR)
    return question if separator else title


def split_sections(name: str, markdown: str) -> list[Section]:
    """Cut a Markdown file at its headings; headings without text below them are titles."""
    sections: list[Section] = []
    title, heading, lines = "", "", list[str]()

    def close() -> None:
        text = unmarked("\n".join(lines))
        if heading and text:
            label = f"{title}{_SEPARATOR}{heading}" if title and title != heading else heading
            sections.append(Section(name, label, text))

    for line in markdown.splitlines():
        match = re.match(r"(#{1,6})\s+(.*\S)", line)
        if match is None:
            lines.append(line)
            continue
        close()
        heading, lines = match.group(2), []
        if len(match.group(1)) == 1:
            title = heading
    close()
    return sections
