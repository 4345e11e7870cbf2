"""Choose among letters and digits that may have been dictated. Pure.

Two witnesses: the second ear, which hears letter after letter, and the recogniser, which is asked
how likely it would have written each proposal (``Judge``). What is common in names counts a little.
A proposal comes from either of them or from both: where they differ, each place may be as one or as
the other heard it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from voice_agent.core.turn import Evidence
from voice_agent.language import Language
from voice_agent.stt.ears.reading import Dictation, Said
from voice_agent.stt.expected import Candidate, Choice, Expected, Hypothesis, chosen, read
from voice_agent.stt.repeated import as_said, evidence, odds_by, spelled_by

_JUDGED, _HEARD = 0.5, 0.3
_JUDGED_DIGITS, _HEARD_DIGITS = 0.7, 0.2
"""What the witnesses count; the recogniser is better at digits than at letters."""
_NAMES, _NAMES_BEGUN = 0.9, 0.35
"""Weights of names against what was heard: of a whole name, and of one still being spelled."""
_MOST_LINES, _MOST_MIXED = 8, 12
_MIXED_LINES = 2
FEWEST = 3
"""Fewer characters are no dictated value."""
_SPACE = "space"
_NO_VALUE = -8.0
"""Odds of characters that are no value of what was asked for: one digit too few."""
_NOT_DICTATED = -4.0
"""Odds of a text without a value."""
_WORTH, _WORTH_DIGITS = 8.0, 1.2
"""How much less likely than the best a proposal may be that the recogniser is asked about. Of 39
people's names none that was right needed more than 3, of 78 recordings of their numbers none more
than 1; a sixth as many proposals take half of the time."""
_UNHEARD = 2.0
"""How much less likely than its worst text the recogniser finds what it did not write."""
_NEVER = (float("-inf"), 0.0)
_MOST_OTHERS = 4
_MOST_RIVALS = 12
_CLOSE = 2.0
"""Difference of logarithms up to which another spelling is asked about."""
_FARTHEST = 6.0
"""The same, up to which it is an alternative."""
_SURE_LETTERS, _SURE_DIGITS = 0.7, 0.5
"""Share of all that was heard below which the agent asks for all of it again."""
_POOR_LETTER, _NAMED_LETTER = -0.8, 1.35
"""Logarithms for each letter: below the first, a name that has not the second as odds is asked for
again, however much likelier than others it is: the right one may be among none of them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Characters that may have been dictated.

    Attributes:
        characters: Letters and digits, in lower case.
        text: As a recogniser would write them.
        heard: Log-probability by the second ear.
        odds: How much likelier they are as a value than at random, a logarithm.
    """

    characters: str
    text: str
    heard: float
    odds: float


def proposals(
    written: Iterable[str],
    dictation: Dictation,
    language: Language,
    *,
    names: bool,
    earlier: Sequence[Evidence] = (),
) -> list[Proposal]:
    """Return what may have been dictated.

    Args:
        written: Characters that the recogniser wrote, best first.
        dictation: What the second ear heard.
        language: What the caller speaks.
        names: Whether a name is spelled.
        earlier: What earlier answers to the same question may have dictated.
    """

    def begun(characters: str) -> float:
        return _NAMES_BEGUN * language.spelling_odds(characters, begun=True)

    lines = dictation.lines(begun if names else None)[: 2 * _MOST_LINES]
    heard = {line.characters: line for line in lines}
    wrote = [one for one in dict.fromkeys(written) if len(one) >= FEWEST]
    found = dict.fromkeys([*wrote, *heard, *spelled_by(earlier)])
    for line in lines[:_MIXED_LINES]:
        for one in wrote[:_MIXED_LINES]:
            found |= dict.fromkeys(mixed(line.characters, one, _MOST_MIXED))

    def proposed(values: Sequence[str]) -> Iterator[Proposal]:
        for one, logprob in zip(values, dictation.logprobs(values), strict=True):
            odds = _NAMES * language.spelling_odds(one) if names else 0.0
            if one in heard:  # "Double S" is another way to dictate the same.
                logprob = max(logprob, heard[one].logprob)
            yield Proposal(one, _text(one, lines), logprob, odds)

    made = list(proposed([one for one in found if len(one) >= FEWEST]))
    if names:
        best = sorted(made, key=lambda one: -_HEARD * one.heard - one.odds)
        near = (*wrote[:1], *(one.characters for one in best[:_MIXED_LINES]))
        similar = dict.fromkeys(name for one in near for name in language.similar_names(one))
        known = {one.characters for one in made}
        made += proposed([name for name in similar if name not in known])
    return made


def worth_judging(
    expected: Expected, proposed: Sequence[Proposal], written: Container[str]
) -> list[Proposal]:
    """Return the proposals that the recogniser may still find the likeliest.

    Args:
        expected: What was asked.
        proposed: What may have been dictated.
        written: Characters that the recogniser wrote.
    """
    _, weight = _weights(expected)
    worth = _WORTH if expected.dictated == "letters" else _WORTH_DIGITS
    likely = [
        weight * one.heard + one.odds + odds_by(expected.earlier, one.characters)
        for one in proposed
    ]
    least = max(likely, default=0.0) - worth
    return [
        one
        for one, score in zip(proposed, likely, strict=True)
        if score >= least or one.characters in written
    ]


def weigh_dictated(
    expected: Expected,
    heard: Sequence[Hypothesis],
    proposed: Sequence[Proposal],
    judged: Sequence[float],
    dictation: Dictation,
    language: Language,
) -> Choice:
    """Choose among what the recogniser wrote and what was proposed.

    Args:
        expected: What was asked.
        heard: What the recogniser wrote; at least one.
        proposed: What may have been dictated.
        judged: Log-probability by the recogniser of each proposal, then of each text in ``heard``.
        dictation: What the second ear heard.
        language: What the caller speaks.
    """
    letters = expected.dictated == "letters"
    (silent,) = dictation.logprobs([""])
    found, ways = _candidates(expected, heard, proposed, judged, silent, language)
    choice = chosen(found)
    by_text = {one.text: one for one in found}
    best = by_text[choice.text]
    choice = _distinct(choice, best, by_text)
    dictated = bool(best.characters) and best.value is not None
    sure = choice.share >= (_SURE_LETTERS if letters else _SURE_DIGITS)
    told = evidence((way, sounds) for way, (sounds, _) in ways.items()) if dictated else None
    if letters:
        choice = replace(choice, rival=_rival(best, found, language))
        poor = not expected.earlier and _is_poor(best.characters, ways)
        sure = sure and not poor
        told = told if dictated else as_said(best.value)
    unsure = dictated and not sure and not choice.rival
    return replace(choice, doubtful=unsure, dictated=dictated, evidence=told)


def _weights(expected: Expected) -> tuple[float, float]:
    """Return what the recogniser and the second ear count."""
    if expected.dictated == "letters":
        return _JUDGED, _HEARD
    return _JUDGED_DIGITS, _HEARD_DIGITS


def _candidates(
    expected: Expected,
    heard: Sequence[Hypothesis],
    proposed: Sequence[Proposal],
    judged: Sequence[float],
    silent: float,
    language: Language,
) -> tuple[list[Candidate], dict[str, tuple[float, float]]]:
    """Return all candidates, and by dictated characters how they sounded and their odds."""
    judged_weight, heard_weight = _weights(expected)
    found: list[Candidate] = []
    ways: dict[str, tuple[float, float]] = {}
    for one, logprob in zip(proposed, judged, strict=False):
        candidate = read(expected, one.text, 0.0, language)
        sounds = judged_weight * logprob + heard_weight * one.heard
        odds = one.odds + (_NO_VALUE if candidate.value is None else 0.0)
        odds += odds_by(expected.earlier, one.characters)
        found.append(candidate.scored(sounds + odds))
        if candidate.value is not None:  # "I S L A, I S L A" is one name.
            way = candidate.characters
            ways[way] = max((sounds, one.odds), ways.get(way, _NEVER))
    known = {one.characters for one in proposed}
    for text, logprob in zip(heard, judged[len(proposed) :], strict=True):
        candidate = read(expected, text.text, 0.0, language)
        if candidate.characters not in known:
            odds = _NOT_DICTATED if candidate.value is None else 0.0
            odds += odds_by(expected.earlier, candidate.characters or str(candidate.value or ""))
            found.append(candidate.scored(judged_weight * logprob + heard_weight * silent + odds))
    return found, ways


def _is_poor(letters: str, ways: Mapping[str, tuple[float, float]]) -> bool:
    """Tell whether a name was heard so poorly that it may be one that nobody proposed.

    The letters of names on the lists are believed nevertheless.
    """
    sounds, odds = ways.get(letters, (0.0, 0.0))
    return sounds < _POOR_LETTER * len(letters) and odds < _NAMED_LETTER * len(letters)


def likely_without_judge(
    expected: Expected,
    heard: Sequence[Hypothesis],
    proposed: Sequence[Proposal],
    language: Language,
) -> list[float]:
    """Return what stands for ``judged`` where the recogniser tells no odds of proposals."""
    least = min(one.logprob for one in heard) - _UNHEARD
    known = {read(expected, one.text, 0.0, language).characters: one.logprob for one in heard}
    return [
        *(known.get(one.characters, least) for one in proposed),
        *(one.logprob for one in heard),
    ]


def _rival(best: Candidate, found: Sequence[Candidate], language: Language) -> str:
    """Return the likeliest other spelling that one question tells from the best, if it is close."""
    ranked = sorted(found, key=lambda one: -one.score)[:_MOST_RIVALS]
    if best not in ranked or not best.characters:
        return ""
    for one in ranked:
        close = one.characters and one.score > best.score - _CLOSE
        if close and language.letter_question(best.characters, one.characters):
            return one.text
    return ""


def _distinct(choice: Choice, best: Candidate, by_text: Mapping[str, Candidate]) -> Choice:
    """Leave each other value one text; beside dictated characters nothing else is a value."""
    others: dict[str, str] = {}
    for text in choice.others:
        one = by_text[text]
        near = one.score > best.score - _FARTHEST and one.meaning != best.meaning
        if near and bool(one.characters) == bool(best.characters):
            others.setdefault(one.meaning, text)
    return replace(choice, others=tuple(others.values())[:_MOST_OTHERS])


def canonical(characters: str) -> str:
    """Return characters as the recogniser writes them most often: "S A M."."""
    return f"{' '.join(characters.upper())}."


def mixed(one: str, other: str, most: int) -> list[str]:
    """Return the first ``most`` ways to follow one or the other at each difference."""
    ways = [""]
    for edit in Levenshtein.opcodes(one, other):
        left = one[edit.src_start : edit.src_end]
        right = other[edit.dest_start : edit.dest_end]
        parts = [left] if left == right else [left, right]
        ways = [way + part for way in ways for part in parts][:most]
    return ways


def _text(characters: str, lines: Sequence[Said]) -> str:
    """Write characters with the space that the second ear heard, at the same place."""
    plain = " ".join(characters.upper())
    best = next((line for line in lines if f" {_SPACE} " in line.text), None)
    if best is None or not characters.isalpha():
        return plain
    before = sum(len(word) == 1 for word in best.text.split(f" {_SPACE} ")[0].split())
    at = 0
    for edit in Levenshtein.opcodes(best.characters, characters):
        if edit.src_end >= before:
            at = edit.dest_start + min(before - edit.src_start, edit.dest_end - edit.dest_start)
            break
    words = [" ".join(part.upper()) for part in (characters[:at], characters[at:]) if part]
    return f" {_SPACE} ".join(words)
