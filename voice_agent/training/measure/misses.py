"""The turns that a model gets wrong: what it took them for, and which phrase misled it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from voice_agent.playbook.phrases import unmarked
from voice_agent.playbook.schema import Playbook
from voice_agent.training.measure.readings import ReadTurn

_SIMILAR = 55.0
"""Similarity of words, 0..100, below which a phrase explains nothing."""


def misses(read: Iterable[ReadTurn], playbook: Playbook) -> Iterator[str]:
    """Yield lines for each turn with a wrong intent, or a person missed or called in vain."""
    for one in read:
        reading, turn = one.reading, one.turn
        if reading is None:
            continue
        if turn.intents and reading.intent not in turn.intents:
            ranked = [f"{name} {share:.2f}" for name, share in reading.ranking[:3]]
            expected = " or ".join(turn.intents)
            # Out of scope may rank below an intent and be chosen all the same.
            yield f"{turn.said.text!r}: {reading.intent}, not {expected} ({', '.join(ranked)})"
            if turn.asked:
                yield f"  after {turn.asked!r}"
            if near := nearest(turn.said.text, playbook.phrases.get(reading.intent, ())):
                yield f"  like the phrase {near!r} of {reading.intent}"
            right = [phrase for name in turn.intents for phrase in playbook.phrases.get(name, ())]
            if near := nearest(turn.said.text, right):
                yield f"  and like {near!r} of {expected}"
            elif turn.intents[0] in playbook.phrases:
                yield f"  no phrase of {expected} is like it: add one in other words"
        if turn.escalation is None:
            continue
        score = reading.escalation.score
        called = score >= playbook.policy.escalation_threshold
        if called != (turn.escalation != "none"):
            what = f"called a person ({reading.escalation.reason})" if called else "missed"
            yield f"{turn.said.text!r}: {turn.escalation}: {what} at {score:.2f}"


def nearest(text: str, phrases: Iterable[str]) -> str:
    """Return the phrase with the most similar words; empty if none is similar."""
    plain = [unmarked(phrase) for phrase in phrases]
    found = process.extractOne(
        text.lower(), plain, scorer=fuzz.token_set_ratio, score_cutoff=_SIMILAR
    )
    return str(found[0]) if found else ""
