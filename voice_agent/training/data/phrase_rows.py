"""Rows from the playbook's own phrases, and from the patterns of its ``datasets.yaml``."""

from __future__ import annotations

from collections.abc import Iterator

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.mapping import Mapping, reason_of
from voice_agent.training.data.rows import DEV, Row, Split, split_by_text, stable_share
from voice_agent.training.data.shared_rows import MOODS

# Share of plain requests that also teach "neutral" and "no reasoning". It is small, because the
# turns written for that purpose should count more.
_PLAIN = 0.25


def phrase_rows(playbook: Playbook, mapping: Mapping) -> Iterator[Row]:
    """Yield a row for each line of ``phrases.yaml``."""
    for intent, lines in playbook.phrases.items():
        for line in lines:
            yield _row(playbook, mapping, intent, line, "phrases", split_by_text(line, DEV))


def composition_rows(playbook: Playbook, mapping: Mapping) -> Iterator[Row]:
    """Yield a row for each further pattern of ``datasets.yaml``, all to train on."""
    for intent, lines in mapping.compositions.items():
        for line in lines:
            yield _row(playbook, mapping, intent, line, "compositions", "train")


def _row(
    playbook: Playbook, mapping: Mapping, intent: str, line: str, group: str, split: Split
) -> Row:
    scope = intent == OUT_OF_SCOPE
    phrase = parse_phrase(line, tuple(playbook.entities))
    spec = playbook.intents.get(intent)
    reason = reason_of(mapping.escalation, intent, phrase)
    if intent not in mapping.escalation and spec is not None and spec.route == "human":
        reason = "person"  # The declaration is the label.
    answered = spec is not None and spec.route == "answer" and reason == "none"
    usual = answered and stable_share(f"plain {line}") < _PLAIN
    return Row(
        phrase=phrase,
        group=f"{group}/scope" if scope else group,
        split=split,
        intents=(intent,),
        act=None if scope else mapping.acts.get(intent, "request"),
        escalation=reason,
        tagged=not scope,
        sentiment="neutral" if usual else MOODS.get(reason or "none"),
        reasoning=False if usual else None,
    )
