"""All rows that a playbook's model is trained and measured on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from voice_agent.core.errors import ConfigError
from voice_agent.playbook.phrases import Phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.answer_rows import AnswerRows
from voice_agent.training.data.labelled import heard_rows, learned_rows
from voice_agent.training.data.mapping import load_mapping
from voice_agent.training.data.phrase_rows import composition_rows, phrase_rows
from voice_agent.training.data.public import public_rows
from voice_agent.training.data.rows import DEV, Row, Split, of_split
from voice_agent.training.data.shared_rows import (
    escalation_rows,
    reasoning_rows,
    scope_rows,
    sentiment_rows,
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Rows of every split, and the questions that may precede any turn."""

    rows: tuple[Row, ...]
    questions: tuple[Phrase, ...]

    def split(self, split: Split) -> list[Row]:
        """Return the rows of one split."""
        return of_split(self.rows, split)


def build_corpus(playbook: Playbook, data: Path | None, seed: int) -> Corpus:
    """Gather the playbook's phrases, the shared turns and the public data under ``data``.

    Raises:
        ConfigError: A phrase is wrong, or an intent has nothing to learn from.
    """
    rng = Random(seed)
    mapping = load_mapping(playbook)
    answers = AnswerRows(playbook, mapping, rng)
    rows = [
        *phrase_rows(playbook, mapping),
        *composition_rows(playbook, mapping),
        *escalation_rows(mapping, playbook.language),
        *answers.acts(),
        *scope_rows(playbook.language),
        *answers.short_answers(),
        *answers.confirmations(),
        *answers.closings(),
        *sentiment_rows(playbook.language),
        *reasoning_rows(playbook.language),
        *learned_rows(playbook, DEV),
        *heard_rows(playbook, mapping),
    ]
    if data is not None:
        rows += public_rows(playbook, mapping, data, rng)
    taught = {intent for row in rows if row.split == "train" for intent in row.intents}
    missing = set(playbook.intents) - taught
    if missing:
        raise ConfigError(
            f"{playbook.folder / 'phrases.yaml'}: no phrases for {', '.join(sorted(missing))}; "
            "write about twenty for each"
        )
    return Corpus(tuple(rows), tuple(answers.questions()))
