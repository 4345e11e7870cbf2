"""Tell whether a request is clear enough to act on it without asking. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from voice_agent.core.turn import TurnReading
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.phrases import unmarked
from voice_agent.playbook.schema import Playbook

_SURE = 0.75
_VERY_SURE = 0.95
"""For what is less plain: a question is more often about the thing than for it ("why did I freeze
my card"), and a word that no phrase has may be the one that counts ("change my fone number")."""
_SENTENCE = re.compile(r"[.?!;]\s")
_FEWEST_KNOWN = 3
"""Words of a request of which one may be in no phrase of its task."""


def is_doubtful(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a request was broken off, or may have been another one."""
    text = reading.transcript.text
    asks = playbook.lang.opens_question(text.lower())
    sure = reading.confidence >= (_VERY_SURE if asks else _SURE)
    return not sure or playbook.lang.is_broken_off(text)


def asks_first(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a request has to be read back that otherwise is done at once.

    The model takes whatever speaks of a task for a wish for it ("my PIN works fine"). So it is
    done at once only if it is said as a request, and in words that the task's phrases have. What
    takes a value is wanted when the value is named ("a large latte"), if that is not told of.
    """
    intent = playbook.intents.get(reading.intent)
    if intent is None or not intent.confirm_if_unsure:
        return False
    if any(detail.ask for detail in intent.details.values()):
        text = reading.transcript.text
        told = playbook.lang.tells(text) or playbook.lang.reports(text)
        return told or _only_asks(playbook, text)
    return is_doubtful(playbook, reading) or not _is_plain(playbook, reading)


def only_speaks_of(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a turn speaks of what is done at once where asked, and does not ask for it."""
    intent = playbook.intents.get(reading.intent)
    if intent is None or not intent.confirm_if_unsure:
        return False
    return not playbook.lang.orders(reading.transcript.text)


def is_unclear_deed(playbook: Playbook, intent: IntentSpec, reading: TurnReading) -> bool:
    """Tell whether a doubtful request would change something, and nothing asks about it.

    A question is doubtful that asks for nothing ("did my husband order a latte?"), and so is what
    is only told ("my boss will order one").
    """
    action = playbook.actions.get(intent.action or "")
    if action is None or intent.read_back or (action.only_reads and not intent.undo):
        return False
    text = reading.transcript.text
    if _only_asks(playbook, text) or playbook.lang.reports(text):
        return True
    asks = any(detail.ask for detail in intent.details.values())
    return not asks and is_doubtful(playbook, reading)


def _only_asks(playbook: Playbook, text: str) -> bool:
    # "How about a latte" is a wish, and "did I say a latte? I meant a mocha" more than a question.
    if _SENTENCE.search(text.strip()):
        return False
    asks = playbook.lang.opens_question(text.lower()) and playbook.lang.continues(text) != "also"
    return asks and not playbook.lang.orders(text)


def only_tells(playbook: Playbook, intent: IntentSpec, reading: TurnReading) -> bool:
    """Tell whether a turn that gives details tells of something, and asks for nothing.

    "Make it a large" and "soy milk" ask for it; "thanks for making it a large" does not.
    """
    return bool(intent.confirm_if_unsure) and playbook.lang.tells(reading.transcript.text)


def _is_plain(playbook: Playbook, reading: TurnReading) -> bool:
    known = playbook.first_words.get(reading.intent, frozenset())
    parts = playbook.lang.orders(reading.transcript.text)
    begun = [part for part in parts if not known or part.split(maxsplit=1)[0] in known]
    return any(_is_in_known_words(playbook, reading, part) for part in begun)


def _is_in_known_words(playbook: Playbook, reading: TurnReading, part: str) -> bool:
    """Tell whether the phrases of a task have the words of a request; details do not count."""
    known = _words_of(playbook.lang.terms, tuple(playbook.phrases.get(reading.intent, ())))
    if not known:
        return True
    for entity in reading.entities:
        part = part.replace(entity.text.lower(), " ")
    terms = playbook.lang.terms(part)
    strange = sum(term not in known for term in terms)
    few = strange * _FEWEST_KNOWN <= len(terms)
    return strange == 0 or (few and reading.confidence >= _VERY_SURE)


@lru_cache(maxsize=256)
def _words_of(terms: Callable[[str], list[str]], phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(term for phrase in phrases for term in terms(unmarked(phrase)))
