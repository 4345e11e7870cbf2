"""Questions to measure a knowledge folder by: ``knowledge_checks.yaml`` of a playbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from voice_agent.core.strict import Strict
from voice_agent.core.turn import Section
from voice_agent.knowledge.sections import find_section
from voice_agent.playbook.load import read_yaml, validate

CHECKS_FILE = "knowledge_checks.yaml"
Half = Literal["dev", "dev2", "test", "test2", "test3", "test4", "test5", "test6"]
HALVES: tuple[Half, ...] = get_args(Half)


@dataclass(frozen=True, slots=True)
class Check:
    """A question and what is to be read out.

    Attributes:
        ask: The caller's words.
        sections: Indices of the sections that answer it; none for what must not be answered.
    """

    ask: str
    sections: frozenset[int] = frozenset()


class _Line(Strict):
    ask: str = Field(min_length=1)
    section: str | list[str] = Field(default_factory=list)


class _File(Strict):
    dev: list[_Line] = Field(default_factory=list)
    dev2: list[_Line] = Field(default_factory=list)
    test: list[_Line] = Field(default_factory=list)
    test2: list[_Line] = Field(default_factory=list)
    test3: list[_Line] = Field(default_factory=list)
    test4: list[_Line] = Field(default_factory=list)
    test5: list[_Line] = Field(default_factory=list)
    test6: list[_Line] = Field(default_factory=list)


def load_checks(path: Path, sections: Sequence[Section], half: Half) -> list[Check]:
    """Read one part of the questions: weights may be fitted to ``dev`` only.

    Raises:
        ConfigError: The file is wrong, or names a section that does not exist.
    """
    lines: list[_Line] = getattr(validate(_File, read_yaml(path), path), half)
    return [
        Check(line.ask, frozenset(find_section(sections, one, path) for one in _listed(line)))
        for line in lines
    ]


def _listed(line: _Line) -> list[str]:
    return [line.section] if isinstance(line.section, str) else line.section
