"""Rows that every playbook shares: reasons for a human, small talk, mood, reasoning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar, get_args

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, EscalationReason, Sentiment
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.training.data.mapping import Mapping
from voice_agent.training.data.rows import DEV, Row, Split, split_by_text, stable_share
from voice_agent.training.data.shared import HOME, shared_turns

MOODS: dict[EscalationReason, Sentiment] = {"anger": "negative", "complaint": "negative"}

# Share of the shared turns on mood and reasoning reserved for measuring; no other data has both.
_TEST = 0.15
_REASONS: tuple[EscalationReason, ...] = get_args(EscalationReason)
_SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
_REASONING = {"complex": True, "simple": False}

K = TypeVar("K", bound=str)


def escalation_rows(mapping: Mapping, language: str = HOME) -> Iterator[Row]:
    """Yield turns that need a human, by reason, and turns that only look like them."""
    for reason, lines in shared_turns("escalation", language).items():
        if reason not in _REASONS:
            raise ConfigError(f"escalation.yaml: {reason}: known: {', '.join(_REASONS)}")
        for line in lines:
            yield Row(
                phrase=parse_phrase(line, ()),
                group=f"escalation/{'none' if reason == 'none' else 'wanted'}",
                split=split_by_text(line, DEV),
                intents=mapping.shared_intents(reason),
                act=None if reason == "none" else "request",
                escalation=reason,
                sentiment=MOODS.get(reason),
            )


def scope_rows(language: str = HOME) -> Iterator[Row]:
    """Yield turns that are out of every playbook's scope."""
    for lines in shared_turns("out_of_scope", language).values():
        for line in lines:
            yield Row(
                phrase=parse_phrase(line, ()),
                group="scope",
                split=split_by_text(line, DEV),
                intents=(OUT_OF_SCOPE,),
                escalation="none",
            )


def sentiment_rows(language: str = HOME) -> Iterator[Row]:
    """Yield turns by mood. They teach no intent: playbooks treat praise differently."""
    for mood, lines in _shared_file("sentiment", language, _SENTIMENTS).items():
        for line in lines:
            yield Row(
                phrase=parse_phrase(line, ()),
                group="sentiment",
                split=_with_test(line),
                sentiment=mood,
            )


def reasoning_rows(language: str = HOME) -> Iterator[Row]:
    """Yield turns that take reasoning over facts or steps, and turns that look like them."""
    for kind, lines in _shared_file("reasoning", language, tuple(_REASONING)).items():
        for line in lines:
            yield Row(
                phrase=parse_phrase(line, ()),
                group="reasoning",
                split=_with_test(line),
                reasoning=_REASONING[kind],
            )


def _shared_file(name: str, language: str, known: tuple[K, ...]) -> dict[K, list[str]]:
    found: dict[K, list[str]] = shared_turns(name, language)  # type: ignore[assignment]
    unknown = set(found) - set(known)
    if unknown:
        raise ConfigError(f"{name}.yaml: no such class: {', '.join(map(str, unknown))}")
    return found


def _with_test(line: str) -> Split:
    return "test" if stable_share(f"test {line}") < _TEST else split_by_text(line, DEV)
