"""Sentences that are hard to follow on the telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voice_agent.playbook.schema import Playbook
from voice_agent.project.findings import Found

LONGEST_SENTENCE = 30
"""Words; a listener cannot look back."""
MOST_NUMBERS = 3
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"\d[\d.,:]*")


def hard_to_hear(text: str) -> Iterator[str]:
    """Say what is hard about a text that is spoken."""
    for sentence in _SENTENCE.split(text):
        words = len(sentence.split())
        if words > LONGEST_SENTENCE:
            yield f"a sentence of {words} words; at most {LONGEST_SENTENCE} are easy to follow"
        numbers = len(_NUMBER.findall(sentence))
        if numbers > MOST_NUMBERS:
            yield f"{numbers} numbers in one sentence; at most {MOST_NUMBERS} are remembered"
    questions = text.count("?")
    if questions > 1:
        yield f"{questions} questions at once; callers answer one of them"


def sentences(playbook: Playbook) -> Iterator[Found]:
    """Yield the sentences of a playbook that are hard to hear."""
    for path, text in _spoken(playbook):
        for what in hard_to_hear(text):
            yield Found(path, what)


def _spoken(playbook: Playbook) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for key, said in playbook.says:
        for number, text in enumerate([said] if isinstance(said, str) else said):
            yield ("says", key, *(() if isinstance(said, str) else (number,))), text
    for name, intent in playbook.intents.items():
        for key in ("confirm", "answer"):
            text = getattr(intent, key)
            if text:
                yield ("intents", name, key), text
        for detail, spec in intent.details.items():
            if spec.ask:
                yield ("intents", name, "details", detail, "ask"), spec.ask
