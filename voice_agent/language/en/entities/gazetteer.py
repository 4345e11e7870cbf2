"""Find the values of list entities.

Exact words come first (numbers in words or numerals, singular or plural, hyphens or not), the
longest phrase wherever two overlap. What is left may be a mishearing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from voice_agent.language.en.entities.common_words import FUNCTION_WORDS
from voice_agent.language.en.entities.compiled import CompileOnce
from voice_agent.language.en.entities.list_phrases import (
    ComparedWord,
    ListPhrase,
    PhraseMatch,
    words_of,
)
from voice_agent.language.en.entities.mishearings import MOST_PIECES, Mishearings
from voice_agent.language.en.entities.phonetics import coarse_key, sound_alike
from voice_agent.language.en.entities.tokens import Match, TokenisedText, tokenise
from voice_agent.language.specs import EntitySpec

_MARKED_RATIO = 70.0
_REST_RATIO = 55.0
"""How alike the words are that two phrases do not share, if they are meant to be the same."""


class Gazetteer:
    """The values of one or more list entities, compiled for matching."""

    def __init__(self, entities: Mapping[str, EntitySpec]) -> None:
        self._exact: dict[tuple[str, ...], list[ListPhrase]] = defaultdict(list)
        self._lengths: dict[str, list[int]] = {}
        self._mishearings = Mishearings()
        self._modifiers: dict[str, dict[str, str]] = {}
        self._phrases: list[ListPhrase] = []
        for name, spec in entities.items():
            self._modifiers[name] = {_joined_forms(said): said for said in spec.modifiers}
            for value, aliases in spec.values.items():
                self._add(name, value, value, canonical=True)
                for alias in aliases:
                    self._add(name, value, alias, canonical=False)
            # Nothing is taken for a misheard one of these.
            for said in spec.unavailable:
                self._add(name, said, said, canonical=True, misheard=False)
            for said in spec.no_values:
                self._add(name, "", said, canonical=True, misheard=False)
        for forms in self._exact:
            self._lengths.setdefault(forms[0], []).append(len(forms))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def _add(
        self, entity: str, value: str, said: str, *, canonical: bool, misheard: bool = True
    ) -> None:
        words = tuple(word.form for word in words_of(tokenise(said)) if word.form)
        if not words:
            return
        phrase = ListPhrase(entity, value, words, canonical)
        self._exact[words].append(phrase)
        if misheard:
            self._phrases.append(phrase)
            self._mishearings.add(phrase)

    def find(self, turn: TokenisedText) -> list[tuple[str, Match]]:
        """Find values in a turn, in spoken order, with their entity; no word is used twice.

        A phrase that is the same for two entities is left to the model.
        """
        return [(name, match) for name, match in self._found(turn) if match.value]

    def not_meant(self, turn: TokenisedText) -> list[Match]:
        """Return the phrases that contain the word of a value and mean none."""
        return [match for _, match in self._found(turn) if not match.value]

    def _found(self, turn: TokenisedText) -> list[tuple[str, Match]]:
        words = words_of(turn)
        exact = _choose(self._exact_matches(words))
        used = {
            index: len(match.phrase.words)
            for match in exact
            for index in range(match.first, match.end)
        }
        better = _choose(self._mishearings.find(words, used), exact)
        exact = [match for match in exact if not any(_overlap(match, other) for other in better)]
        matches = sorted([*exact, *better], key=lambda match: match.first)
        return [(m.phrase.entity, self._with_modifier(m, words, matches)) for m in matches]

    def closest(self, turn: TokenisedText) -> Match | None:
        """Return the value that all of a short text, which the model marked, is closest to."""
        words = [word for word in words_of(turn) if word.form and word.form not in ("a", "the")]
        if not words or len(words) > MOST_PIECES + 2 or not self._phrases:
            return None
        said = "".join(word.form for word in words)
        sound = "".join(coarse_key(word.form) for word in words)
        numbers = [word.form for word in words if word.form.isdecimal()]
        links = {word.form for word in words} & FUNCTION_WORDS
        best, score = None, 0.0
        for phrase in self._phrases:
            ratio = fuzz.ratio(said, phrase.joined)
            if numbers != [form for form in phrase.words if form.isdecimal()]:
                continue
            meant = FUNCTION_WORDS.intersection(phrase.words)
            if links - meant and meant - links and said != phrase.joined:
                continue  # "on savings" is not "to savings".
            if _differ([word.form for word in words], phrase.words):
                continue  # "Internet company" is not "water company".
            if sound_alike(sound, "".join(map(coarse_key, phrase.words))) and len(sound) > 2:
                ratio = max(ratio, _MARKED_RATIO)
            if ratio > score:
                best, score = phrase, ratio
        if best is None or score < _MARKED_RATIO:
            return None
        return Match(words[0].start, words[-1].end, best.value)

    def _exact_matches(self, words: Sequence[ComparedWord]) -> Iterator[PhraseMatch]:
        for first, word in enumerate(words):
            for length in self._lengths.get(word.form, ()):
                if first + length > len(words):
                    continue
                forms = tuple(w.form for w in words[first : first + length])
                for phrase in self._exact.get(forms, ()):
                    yield PhraseMatch(phrase, first, first + length, 0 if phrase.canonical else 1)

    def _with_modifier(
        self, match: PhraseMatch, words: Sequence[ComparedWord], taken: Sequence[PhraseMatch]
    ) -> Match:
        """Return the match with the longest modifier before it."""
        value, first = match.phrase.value, match.first
        if not value:
            return Match(words[first].start, words[match.end - 1].end, value)
        modifiers = self._modifiers[match.phrase.entity]
        floor = max((other.end for other in taken if other.end <= match.first), default=0)
        said = ""
        for index in range(match.first - 1, max(floor, match.first - 6) - 1, -1):
            if not words[index].form:
                break
            said = words[index].form + said
            if said in modifiers:
                value, first = f"{modifiers[said]} {match.phrase.value}", index
        return Match(words[first].start, words[match.end - 1].end, value)


def _differ(said: Sequence[str], meant: Sequence[str]) -> bool:
    """Tell whether two phrases share a word, and what they do not share begins otherwise, too."""
    shared = set(said) & set(meant)
    ours, theirs = ("".join(form for form in one if form not in shared) for one in (said, meant))
    if not (shared and ours and theirs) or ours[0] == theirs[0]:
        return False
    return fuzz.ratio(ours, theirs) < _REST_RATIO


def _choose(matches: Iterable[PhraseMatch], exact: Sequence[PhraseMatch] = ()) -> list[PhraseMatch]:
    """Keep the longest, then the surest. Two entities with the same claim both lose it.

    A misheard phrase may contain a shorter one of ``exact`` but not cut through one.
    """
    order = sorted(matches, key=lambda m: (m.first - m.end, m.rank, -m.score, m.first))
    chosen: list[PhraseMatch] = []
    contested: list[PhraseMatch] = []
    for index, match in enumerate(order):
        if any(_overlap(match, other) for other in (*chosen, *contested)):
            continue
        if any(_overlap(match, other) and not _contains(match, other) for other in exact):
            continue
        claim = (match.first, match.end, match.rank, match.score)
        contest = any(
            (other.first, other.end, other.rank, other.score) == claim
            and other.phrase.entity != match.phrase.entity
            for other in order[index + 1 :]
        )
        (contested if contest else chosen).append(match)
    return chosen


def _overlap(one: PhraseMatch, other: PhraseMatch) -> bool:
    return one.first < other.end and other.first < one.end


def _contains(one: PhraseMatch, other: PhraseMatch) -> bool:
    inside = one.first <= other.first and other.end <= one.end
    return inside and len(other.phrase.words) < len(one.phrase.words)


def _joined_forms(said: str) -> str:
    return "".join(word.form for word in words_of(tokenise(said)))


gazetteer_of = CompileOnce(Gazetteer)
