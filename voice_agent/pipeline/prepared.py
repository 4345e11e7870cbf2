"""Sentences that are synthesised before anybody needs them."""

from __future__ import annotations

from collections.abc import Iterable

from voice_agent.knowledge.index import Knowledge
from voice_agent.language import Language
from voice_agent.playbook import Playbook
from voice_agent.playbook.intents import IntentSpec

# Some 30 MB of speech.
_MOST_OPENINGS = 300
_DIGITS = "1 2 3"


def fixed_sentences(playbook: Playbook) -> Iterable[str]:
    """Return the playbook's sentences that never change, as spoken, the most urgent first."""
    return map(playbook.lang.speakable, _written(playbook))


def _written(playbook: Playbook) -> Iterable[str]:
    says = playbook.says
    yield from filter(None, (says.disclosure, says.greeting))
    yield from (*says.not_heard, *says.not_understood)
    yield from (says.handoff, *says.fillers, says.llm_fallback, says.still_there, says.cancelled)
    yield from (says.goodbye, says.abuse, says.not_possible, says.other_language)
    yield from (says.busy, says.hold_the_line, says.closing)
    yield from (says.action_failed, says.action_unknown, says.already_done, says.anything_else)
    yield from (says.handoff_failed, says.handoff_connecting, says.handoff_waiting)
    yield says.robot
    if playbook.verify is not None:
        yield from (credential.ask for credential in playbook.verify.ask.values())
        yield from (says.verified, says.not_right, says.not_verified)
        yield from (says.cannot_verify, says.verify_failed)
    for intent in playbook.intents.values():
        yield from (detail.ask for detail in intent.details.values() if detail.ask)
        for template in filter(None, (intent.answer, intent.read_back)):
            first = playbook.lang.split_clauses(_with_digits(playbook, intent, template))[0]
            if "{" not in first and _DIGITS not in first:
                yield first


def _with_digits(playbook: Playbook, intent: IntentSpec, template: str) -> str:
    """Fill in the details that are dictated as digits: a reply is cut before them."""
    for name in intent.details:
        if playbook.entities[intent.entity_of(name)].kind in ("digits", "phone"):
            template = template.replace(f"{{{name}}}", _DIGITS)
    return template


def opening_clauses(knowledge: Knowledge, language: Language) -> list[str]:
    """Return how the knowledge folder's answers begin, each once; the first 300 at most."""
    clauses = (
        language.split_clauses(language.speakable(one.text))[0] for one in knowledge.sections
    )
    return list(dict.fromkeys(clauses))[:_MOST_OPENINGS]
