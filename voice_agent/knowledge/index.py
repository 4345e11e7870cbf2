"""Looking a turn up in the knowledge folder: by its words, and by its meaning where it can be.

Without an encoder a section is chosen by the words it shares with the question, and how sure
that is stays unknown (``Hit.answers`` is ``None``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from voice_agent.core.turn import OUT_OF_SCOPE, Hit, Section, TurnReading
from voice_agent.knowledge.bm25 import WordIndex
from voice_agent.knowledge.encoder import Encoded, Encoder
from voice_agent.knowledge.evidence import Answering, Evidence
from voice_agent.knowledge.meaning import MeaningIndex
from voice_agent.knowledge.sections import Folder, load_folder
from voice_agent.language import Language, Particulars
from voice_agent.playbook.schema import Playbook

_HEADING_WEIGHT = 3
_TEXT = 0.1
_COVERED = 0.1
_TOPIC = 0.05
"""Weights of text, terms and topic, beside the wordings, when a section is chosen."""
_AMOUNT = 100
"""From here on a number is an amount that the caller has in mind ("I need twelve thousand in
cash"), and not one that a section must have."""
_MOST_QUESTIONS = 3
_SHARED_WORDS = 2
_SHARED = 0.6


@dataclass(frozen=True, slots=True)
class Meaning:
    """What it takes to compare meanings.

    Attributes:
        encoder: Turns text into vectors.
        answering: Decides whether a section answers.
        cache: Where vectors are kept from one start to the next; ``None`` for nowhere.
    """

    encoder: Encoder
    answering: Answering
    cache: Path | None = None


class Knowledge:
    """The sections of a knowledge folder, indexed. May be asked from several threads."""

    def __init__(
        self,
        sections: Sequence[Section] | Folder,
        language: Language,
        meaning: Meaning | None = None,
    ) -> None:
        folder = sections if isinstance(sections, Folder) else Folder(sections)
        terms = language.terms
        self._folder = folder
        self._language = language
        own = [terms(s.heading) * _HEADING_WEIGHT + terms(s.text) for s in folder.sections]
        self._words = WordIndex(own)
        said = [
            [s.heading, s.text, *folder.asked.get(index, ())]
            for index, s in enumerate(folder.sections)
        ]
        self._said = WordIndex([[t for text in texts for t in terms(text)] for texts in said])
        self._particulars = [_joined(language, texts) for texts in said]
        self._answering = meaning.answering if meaning else None
        self._encoder = meaning.encoder if meaning else None
        self._meaning = (
            MeaningIndex(folder, meaning.encoder, meaning.cache)
            if meaning and folder.sections
            else None
        )

    @classmethod
    def load(cls, folder: Path, language: Language, meaning: Meaning | None = None) -> Knowledge:
        """Index every ``*.md`` below ``folder``; a folder that does not exist is empty.

        Raises:
            ConfigError: A file is wrong; see ``load_folder``.
        """
        return cls(load_folder(folder), language, meaning)

    def __len__(self) -> int:
        return len(self._folder.sections)

    @property
    def sections(self) -> Sequence[Section]:
        """All sections, in the order of the files."""
        return self._folder.sections

    @property
    def knows_meanings(self) -> bool:
        """Whether more than words is compared."""
        return self._meaning is not None

    def look_up(self, playbook: Playbook, reading: TurnReading) -> Hit | None:
        """Return the best section for a turn; an intent that retrieval answers is its topic.

        A turn with several questions has several: the others are in ``Hit.also``.
        """
        return self._each(self.best, playbook, reading)

    def look_up_words(self, playbook: Playbook, reading: TurnReading) -> Hit | None:
        """``look_up`` without an encoder: a fifth of a millisecond."""
        return self._each(self.best_by_words, playbook, reading)

    def _each(
        self, best: Callable[[str, str], Hit | None], playbook: Playbook, reading: TurnReading
    ) -> Hit | None:
        intent = playbook.intents.get(reading.intent)
        topic = reading.intent if intent is not None and intent.route == "retrieve" else ""
        text = reading.transcript.text
        parts = self._language.questions(text)[:_MOST_QUESTIONS]
        hits = [best(part, topic) for part in parts] if len(parts) > 1 else []
        found = list({hit.section: hit for hit in hits if hit is not None}.values())
        if len(found) < 2:
            return best(text, topic)
        return replace(found[0], also=tuple(found[1:]))

    def best(self, question: str, topic: str = "") -> Hit | None:
        """Return the section that answers ``question`` best, or ``None`` if there is none.

        Args:
            question: What the caller said.
            topic: What the question is known to be about (the intent's name). It helps to
                choose a section and does not count as a part of the question.
        """
        found = self.evidence(question, topic)
        if found is None or self._answering is None:
            return self.best_by_words(question, topic)
        best, evidence = found
        hit = self._hit(best, set(self._language.terms(question)))
        return replace(hit, answers=self._answering.probability(evidence))

    def evidence(self, question: str, topic: str = "") -> tuple[int, Evidence] | None:
        """Return the best section's index and what speaks for it.

        Returns:
            ``None`` without an encoder, and for a question without a word that means anything.
        """
        asked = set(self._language.terms(question))
        if self._encoder is None or self._meaning is None or not asked:
            return None
        encoded = self._encoder.encode(question)
        return self._by_meaning(self._meaning, question, encoded, topic)

    def best_by_words(self, question: str, topic: str = "") -> Hit | None:
        """``best`` without an encoder."""
        asked = set(self._language.terms(question))
        scores = self._words.scores(asked | self._topic(topic))
        if not scores:
            return None
        # The first of equal sections.
        best = max(scores, key=lambda i: (scores[i], -i))
        return self._hit(best, asked, self._language.particulars(question).ruled_out)

    def _hit(self, best: int, asked: set[str], ruled_out: frozenset[str] = frozenset()) -> Hit:
        """Return how much of the question a section has.

        What the question rules out and the section does not is no word that they share.
        """
        strange = ruled_out - self._particulars[best].ruled_out
        matched = [t for t in asked if self._words.has(best, t) and t not in strange]
        total = sum(self._words.rarity(t) for t in asked)
        share = sum(self._words.rarity(t) for t in matched) / total if asked else 0.0
        return Hit(self._folder.sections[best], share, len(matched))

    def _topic(self, topic: str) -> set[str]:
        return set(self._language.terms(topic.replace("_", " ")))

    def _by_meaning(
        self, meaning: MeaningIndex, question: str, encoded: Encoded, topic: str
    ) -> tuple[int, Evidence]:
        asked, about = set(self._language.terms(question)), self._topic(topic)
        near = meaning.near(encoded.vector)
        count = len(self._folder.sections)
        total = sum(self._said.rarity(t) for t in asked) or 1.0
        covered, topical = np.zeros(count), np.zeros(count)
        for term in asked:
            for index in self._said.documents(term):
                covered[index] += self._said.rarity(term) / total
        for term in about:
            for index in self._words.documents(term):
                topical[index] += 1.0 / len(about)
        wordings = (near.wordings[:, 0] + near.crowds) / 2
        rank = wordings + _TEXT * near.texts + _COVERED * covered + _TOPIC * topical
        best = int(rank.argmax())
        others = np.delete(rank, best)
        pieces = [
            encoded.pieces[i]
            for i, (start, end) in enumerate(encoded.spans)
            if self._language.terms(question[start:end])
        ]
        found = np.sort(meaning.found_in(best, np.array(pieces))) if pieces else np.zeros(1)
        # A folder that does not say what it leaves open is a reason for doubt, not for certainty.
        unanswered = near.unanswered if self._folder.unanswered else near.wordings[best]
        own, theirs = self._language.particulars(question), self._particulars[best]
        return best, Evidence(
            nearest=float(near.wordings[best, 0]),
            near=float(near.wordings[best].mean()),
            text=float(near.texts[best]),
            margin=float(rank[best] - others.max()) if len(others) else 0.0,
            share=float(near.shares[best]),
            unanswered=float(unanswered[0]),
            unanswered_near=float(unanswered.mean()),
            covered=float(covered[best]),
            unknown=sum(self._said.rarity(t) for t in asked if not self._said.knows(t)) / total,
            least=float(found[0]),
            two_least=float(found[:2].mean()),
            found=float(found.mean()),
            ruled_out=float(bool(own.ruled_out - theirs.ruled_out)),
            number=float(any(n < _AMOUNT for n in own.numbers - theirs.numbers)),
        )


def playbook_folder(playbook: Playbook) -> Folder:
    """Return the knowledge folder of a playbook; what is out of scope is not answered by it.

    Phrases that a section has the words of are left out: what no intent stands for may still be
    answered from the folder.
    """
    folder = load_folder(playbook.knowledge)
    words = Knowledge(folder, playbook.lang)
    strange = []
    for phrase in playbook.phrases.get(OUT_OF_SCOPE, ()):
        hit = words.best_by_words(phrase)
        if hit is None or hit.matched < _SHARED_WORDS or hit.share < _SHARED:
            strange.append(phrase)
    return replace(folder, unanswered=[*folder.unanswered, *strange])


def _joined(language: Language, texts: Sequence[str]) -> Particulars:
    found = [language.particulars(text) for text in texts]
    return Particulars(
        frozenset().union(*(one.ruled_out for one in found)),
        frozenset().union(*(one.numbers for one in found)),
    )
