"""Retrieval over a folder of Markdown: BM25 over its sections.

Robertson & Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond* (2009).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Hit, Section, TurnReading
from voice_agent.language import Language
from voice_agent.playbook.schema import Playbook

_K1 = 1.4
_B = 0.6
_HEADING_WEIGHT = 3


class Knowledge:
    """The sections of a knowledge folder, indexed."""

    def __init__(self, sections: list[Section], language: Language) -> None:
        self._sections = sections
        self._terms = terms = language.terms
        counted = [Counter(terms(s.heading) * _HEADING_WEIGHT + terms(s.text)) for s in sections]
        lengths = [counts.total() for counts in counted]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        df = Counter(term for counts in counted for term in counts)
        self._idf = {t: math.log(1 + (len(sections) - n + 0.5) / (n + 0.5)) for t, n in df.items()}
        self._unknown = math.log(1 + (len(sections) + 0.5) / 0.5)
        # Term -> section -> what the term adds to the section's score, so that the time of a search
        # depends on the question and not on the size of the folder.
        self._weights: dict[str, dict[int, float]] = {term: {} for term in df}
        for index, counts in enumerate(counted):
            norm = _K1 * (1 - _B + _B * lengths[index] / mean)
            for term, n in counts.items():
                self._weights[term][index] = self._idf[term] * n * (_K1 + 1) / (n + norm)

    @classmethod
    def load(cls, folder: Path, language: Language) -> Knowledge:
        """Index every ``*.md`` below ``folder``; a folder that does not exist is empty.

        Raises:
            ConfigError: A file is not UTF-8 text, or has no text below a heading.
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
        return cls(sections, language)

    def __len__(self) -> int:
        return len(self._sections)

    @property
    def sections(self) -> Sequence[Section]:
        """All sections, in the order of the files."""
        return self._sections

    def best(self, question: str, topic: str = "") -> Hit | None:
        """Return the section that answers ``question`` best, or ``None`` if none shares a word.

        Args:
            question: What the caller said.
            topic: What the question is known to be about (the intent's name). It helps to
                choose a section and does not count as a part of the question.
        """
        asked = set(self._terms(question))
        wanted = asked | set(self._terms(topic.replace("_", " ")))
        scores: dict[int, float] = {}
        for term in sorted(wanted):
            for index, weight in self._weights.get(term, {}).items():
                scores[index] = scores.get(index, 0.0) + weight
        if not scores:
            return None
        # The first of equal sections.
        best = max(scores, key=lambda i: (scores[i], -i))
        rarity = {t: self._idf.get(t, self._unknown) for t in asked}
        matched = [t for t in asked if best in self._weights.get(t, {})]
        share = sum(rarity[t] for t in matched) / sum(rarity.values()) if asked else 0.0
        return Hit(self._sections[best], share, len(matched))


def look_up(knowledge: Knowledge, playbook: Playbook, reading: TurnReading) -> Hit | None:
    """Return the best section for a turn; an intent that retrieval answers is its topic."""
    intent = playbook.intents.get(reading.intent)
    topic = reading.intent if intent is not None and intent.route == "retrieve" else ""
    return knowledge.best(reading.transcript.text, topic)


def split_sections(name: str, markdown: str) -> list[Section]:
    """Cut a Markdown file at its headings; headings without text below them are titles."""
    sections: list[Section] = []
    title, heading, lines = "", "", list[str]()

    def close() -> None:
        text = " ".join(" ".join(lines).split())
        if heading and text:
            label = f"{title}: {heading}" if title and title != heading else heading
            sections.append(Section(name, label, text))

    for line in markdown.splitlines():
        match = re.match(r"(#{1,6})\s+(.*\S)", line)
        if match is None:
            lines.append(line.strip())
            continue
        close()
        heading, lines = match.group(2), []
        if len(match.group(1)) == 1:
            title = heading
    close()
    return sections
