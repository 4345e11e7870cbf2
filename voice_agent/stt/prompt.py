"""The prompt that makes Whisper expect a playbook's own words. Pure.

Whisper continues in the style of its prompt. So the prompt puts the words into sentences that
callers say, each with its full stop. A bare list makes Whisper write lists and never stop.
"""

from __future__ import annotations

import re

from voice_agent.language import EntitySpec, Language
from voice_agent.playbook.phrases import MARKED, unmarked
from voice_agent.playbook.schema import Playbook

# Four characters are about one token; Whisper has room for 223, and each costs time per utterance.
MAX_CHARS = 560

_WORD_CHARS = 4
_GAP = re.compile(r"\{(\w+)\}")
_DIGIT_KINDS = frozenset({"digits", "phone", "postcode"})
# Prefer sentences: fragments ("Fraud. Overdraft.") make Whisper repeat short answers.
_FAVOUR_LENGTH = 40
# A name or number in the prompt would be written where another one was said.
_NEVER_NAMED = frozenset({"name", "email", "phone", "postcode", "address", "digits"})


def vocabulary_prompt(playbook: Playbook, *, max_chars: int = MAX_CHARS) -> str:
    """Return sentences of the playbook that hold most of its list values and vocabulary.

    Args:
        playbook: Source of words and phrases.
        max_chars: Longest prompt; about four characters a token.

    Returns:
        The prompt, empty for a playbook without such words.
    """
    language = playbook.lang
    missing = _terms(playbook)
    templates = _templates(playbook)
    sentences: list[str] = []
    spelled = any(entity.kind in _DIGIT_KINDS for entity in playbook.entities.values())
    digits = language.recogniser.spelled_digits
    ending = [digits] if spelled and len(digits) < max_chars else []
    room = max_chars - sum(len(sentence) + 1 for sentence in ending)
    # All but a few have no gap: they are the same in every round.
    same = {t: _filled(t, playbook, missing) for t in templates if not _GAP.search(t)}
    while missing and templates:
        wanted = frozenset(missing)
        filled = [same.get(t) or _filled(t, playbook, missing) for t in templates]
        gains = [len(has & wanted) for _, has in filled]
        best = max(
            range(len(filled)),
            key=lambda i: (gains[i] / (len(filled[i][0]) + _FAVOUR_LENGTH), -i),
        )
        text, has = filled[best]
        sentence = _punctuate(text, language)
        if gains[best] == 0 or len(sentence) + 1 > room:
            break
        sentences.append(sentence)
        room -= len(sentence) + 1
        missing = [term for term in missing if term not in has]
        templates.pop(best)
    return " ".join([*_as_list(missing, room, language), *sentences, *ending])


def expected_words(playbook: Playbook) -> list[str]:
    """Return the longer words of the playbook's list values and vocabulary, and the language's.

    The language's begin a sentence, too: "Operator." is all that many callers say.
    """
    values = [value for entity in playbook.entities.values() for value in entity.values]
    said = playbook.lang.recogniser.expected_words
    capitals = [word.capitalize() for word in said]
    words = " ".join([*values, *playbook.vocabulary, *said, *capitals]).split()
    return list(dict.fromkeys(word for word in words if len(word) >= _WORD_CHARS))


def _terms(playbook: Playbook) -> list[str]:
    terms = []
    for entity in playbook.entities.values():
        terms += [*entity.values, *entity.modifiers]
    return list(dict.fromkeys([*terms, *playbook.vocabulary]))


def _templates(playbook: Playbook) -> list[str]:
    usable = []
    for intent, phrases in playbook.phrases.items():
        if intent == "out_of_scope":
            continue
        for phrase in phrases:
            named = [*_GAP.findall(phrase), *(kind for _, kind in MARKED.findall(phrase))]
            kinds = {playbook.entities[name].kind for name in named if name in playbook.entities}
            gaps = [playbook.entities.get(name) for name in _GAP.findall(phrase)]
            if not kinds & _NEVER_NAMED and all(gap and gap.kind == "list" for gap in gaps):
                usable.append(unmarked(phrase))
    return usable


def _fill(template: str, playbook: Playbook, missing: list[str]) -> str:
    left = list(missing)

    def value(match: re.Match[str]) -> str:
        entity: EntitySpec = playbook.entities[match[1]]
        chosen = _first(list(entity.values), left)
        modifier = _first(entity.modifiers, left) if entity.modifiers else ""
        for used in (chosen, modifier):
            if used in left:
                left.remove(used)
        return f"{modifier} {chosen}".strip()

    return playbook.lang.repair(_GAP.sub(value, template))


def _first(options: list[str], wanted: list[str]) -> str:
    return next((option for option in options if option in wanted), options[0])


def _filled(template: str, playbook: Playbook, missing: list[str]) -> tuple[str, frozenset[str]]:
    """Return a sentence, and which of the missing terms it has."""
    sentence = _fill(template, playbook, missing)
    words = f" {sentence.lower()} "
    return sentence, frozenset(term for term in missing if f" {term.lower()} " in words)


def _punctuate(sentence: str, language: Language) -> str:
    bare = sentence.strip().rstrip(".?!,")
    end = "?" if language.opens_question(bare.lower()) else "."
    return bare[:1].upper() + bare[1:] + end


def _as_list(terms: list[str], room: int, language: Language) -> list[str]:
    kept: list[str] = []
    for term in terms:
        if len(", ".join([*kept, term])) + 2 > room:
            break
        kept.append(term)
    return [_punctuate(", ".join(kept), language)] if kept else []
