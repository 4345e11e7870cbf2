"""Finding the values of list entities, also where the recogniser misheard them.

Exact words come first (numbers in words or figures, singular or plural, hyphens or not), the
longest phrase wherever two meet. What is left may be a mishearing, under these limits; they
were set so that ordinary sentences give nothing (see the tests), for a false coffee costs the
caller a correction and a missed one only a question:

* Split or run together ("a meric ano", "skimmilk"): the same letters, six at least.
* One half of a phrase ("light rose", "ice mocha"): the other half is heard exactly, and the
  doubtful one sounds the same but for a final t, k, p or st ("rose"/"roast", "skin"/"skim"), or is
  no ordinary word and has a ratio of 84 ("dice"/"ice" 86, but "nice" is ordinary), or from six
  sounds on has a ratio of 80 in sound. Function words alone are no half of anything.
* A whole word: it is no ordinary word, and it sounds the same with four letters or more, or
  has seven letters or more, a ratio of 84 ("expresso"/"espresso" 88, "express" 80), the same
  first sound and no more than one letter more or less ("sweeter" is not "sweetener"). A value
  cut short ("american") is a word of its own.

Ratios are rapidfuzz's normalised indel similarity, 0..100.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

from voice_agent.language.en.entities.common_words import COMMON_WORDS, FUNCTION_WORDS
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.phonetics import coarse_key, fine_key, sound_alike
from voice_agent.language.en.entities.tokens import Match, TokenisedText, corrects, tokenise
from voice_agent.language.specs import EntitySpec

_JOINED_LETTERS = 6
_SAME_SOUND_LETTERS = 4
_LONG_WORD_LETTERS = 7
_RATIO = 84.0
_LONG_KEY, _LONG_KEY_RATIO = 6, 80.0
_SPLIT_RATIO = 90.0
_MARKED_RATIO = 70.0
_MOST_PIECES = 3
_SYNONYMS = {"oz": "ounce"}
_NUMBER_SOUNDS = {"ate": "8", "won": "1", "for": "4", "to": "2", "too": "2", "a": "8"}
_STOPS = frozenset(".?!;")
_SKIPPED = frozenset(",:'\"()")


class ComparedWord(NamedTuple):
    """A word as it is compared and as it was heard; empty where a sentence ends."""

    form: str
    heard: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ListPhrase:
    """One way to say a value."""

    entity: str
    value: str
    words: tuple[str, ...]
    canonical: bool

    @property
    def joined(self) -> str:
        return "".join(self.words)


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase heard in the words ``first`` to ``end`` (excluded). Rank 0 is surest."""

    phrase: ListPhrase
    first: int
    end: int
    rank: int
    score: float = 100.0


def words_of(turn: TokenisedText) -> list[ComparedWord]:
    """Words as they are compared: singular, numbers in figures, commas left out."""
    words: list[ComparedWord] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        word, start, end = tokens[at]
        if word in _STOPS:
            words.append(ComparedWord("", "", start, end))
        elif word not in _SKIPPED:
            read = small(tokens, at)
            if read:
                at = read[1]
                words.append(ComparedWord(str(read[0]), word, start, tokens[at - 1].end))
                continue
            words.append(ComparedWord(_singular(word), word.replace("'", ""), start, end))
        at += 1
    return words


def _singular(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
        if word.endswith(("sse", "xe", "che", "she")):
            word = word[:-1]
        elif word.endswith("ie") and len(word) > 4:
            word = word[:-2] + "y"
    return _SYNONYMS.get(word, word)


class Gazetteer:
    """The values of one or more list entities, compiled for matching."""

    def __init__(self, entities: Mapping[str, EntitySpec]) -> None:
        self._exact: dict[tuple[str, ...], list[ListPhrase]] = defaultdict(list)
        self._lengths: dict[str, list[int]] = {}
        self._joined: dict[str, list[ListPhrase]] = defaultdict(list)
        self._sounds: dict[str, list[ListPhrase]] = defaultdict(list)
        self._anchors: dict[str, list[tuple[ListPhrase, int]]] = defaultdict(list)
        self._long: dict[str, list[ListPhrase]] = defaultdict(list)
        self._modifiers: dict[str, dict[str, str]] = {}
        self._phrases: list[ListPhrase] = []
        for name, spec in entities.items():
            self._modifiers[name] = {_plain(said): said for said in spec.modifiers}
            for value, aliases in spec.values.items():
                self._add(name, value, value, canonical=True)
                for alias in aliases:
                    self._add(name, value, alias, canonical=False)
        for forms in self._exact:
            self._lengths.setdefault(forms[0], []).append(len(forms))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def _add(self, entity: str, value: str, said: str, canonical: bool) -> None:
        words = tuple(word.form for word in words_of(tokenise(said)) if word.form)
        if not words:
            return
        phrase = ListPhrase(entity, value, words, canonical)
        self._phrases.append(phrase)
        self._exact[words].append(phrase)
        joined = phrase.joined
        if len(joined) >= _JOINED_LETTERS:
            self._joined[joined].append(phrase)
        if len(words) == 1:
            if joined.isalpha() and len(joined) >= _SAME_SOUND_LETTERS:
                self._sounds[fine_key(joined)].append(phrase)
            if len(joined) >= _LONG_WORD_LETTERS:
                self._long[joined].append(phrase)
            return
        for index, word in enumerate(words):
            if word not in FUNCTION_WORDS and not word.isdecimal():
                self._anchors[word].append((phrase, index))

    def find(self, turn: TokenisedText) -> list[tuple[str, Match]]:
        """Values in a turn in spoken order as (entity, find); no word is used twice.

        A phrase which is the same for two entities is left to the model.
        """
        words = words_of(turn)
        exact = _choose(self._exact_matches(words))
        used = {
            index: len(match.phrase.words)
            for match in exact
            for index in range(match.first, match.end)
        }
        better = _choose(self._misheard(words, used), exact)
        exact = [match for match in exact if not any(_meet(match, other) for other in better)]
        matches = sorted([*exact, *better], key=lambda match: match.first)
        return [(m.phrase.entity, self._found(m, words, matches)) for m in matches]

    def closest(self, turn: TokenisedText) -> Match | None:
        """The value that all of a short text is nearest to, where the model marked it."""
        words = [word for word in words_of(turn) if word.form and word.form not in ("a", "the")]
        if not words or len(words) > _MOST_PIECES + 2 or not self._phrases:
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

    def _misheard(
        self, words: Sequence[ComparedWord], used: Mapping[int, int]
    ) -> Iterator[PhraseMatch]:
        for first, word in enumerate(words):
            if not word.form:
                continue
            yield from self._split(words, first, used)
            for phrase, index in self._anchors.get(word.form, ()):
                if len(phrase.words) <= used.get(first, 0):
                    continue  # It could not swallow what is heard there exactly.
                yield from self._halves(words, first, phrase, index, used)
            if first in used or word.form in COMMON_WORDS or not word.form.isalpha():
                continue
            yield from (
                PhraseMatch(phrase, first, first + 1, 3) for phrase in self._alike(word.form)
            )

    def _alike(self, form: str) -> Iterable[ListPhrase]:
        if len(form) < _SAME_SOUND_LETTERS:
            return ()
        sound = fine_key(form)
        if sound in self._sounds:
            return self._sounds[sound]
        if len(form) < _LONG_WORD_LETTERS - 1 or not self._long:
            return ()
        best = process.extractOne(form, self._long.keys(), scorer=fuzz.ratio, score_cutoff=_RATIO)
        if best is None or abs(len(best[0]) - len(form)) > 1:
            return ()
        if best[0].startswith(form) or form.startswith(best[0]):
            return ()
        return self._long[best[0]] if coarse_key(best[0])[:1] == coarse_key(form)[:1] else ()

    def _split(
        self, words: Sequence[ComparedWord], first: int, used: Mapping[int, int]
    ) -> Iterator[PhraseMatch]:
        """A phrase written in other pieces than its own: "a meric ano", "doubleshot"."""
        joined, sound, plain = "", "", True
        for end in range(first + 1, min(first + _MOST_PIECES, len(words)) + 1):
            form = words[end - 1].form
            if not form or end - 1 in used:
                return
            joined += form
            sound += fine_key(form)
            plain &= form in COMMON_WORDS
            if len(joined) < _JOINED_LETTERS:
                continue
            for phrase in self._joined.get(joined, ()):
                yield PhraseMatch(phrase, first, end, 2)
            if end - first == 1 or plain or len(joined) < _LONG_WORD_LETTERS:
                continue
            for phrase in self._sounds.get(sound, ()):
                if len(phrase.joined) >= _LONG_WORD_LETTERS:
                    yield PhraseMatch(phrase, first, end, 3)

    def _halves(
        self,
        words: Sequence[ComparedWord],
        at: int,
        phrase: ListPhrase,
        index: int,
        used: Mapping[int, int],
    ) -> Iterator[PhraseMatch]:
        """A phrase of which the word at ``index`` is heard at ``at`` and a part is misheard."""
        left = self._half(words, at, phrase.words[:index], -1, used)
        if left is None:
            return
        right = self._half(words, at, phrase.words[index + 1 :], 1, used)
        if right is not None:
            first, end = at - left[0], at + 1 + right[0]
            if end - first > 1:
                yield PhraseMatch(phrase, first, end, 3, min(left[1], right[1]))

    def _half(
        self,
        words: Sequence[ComparedWord],
        at: int,
        wanted: tuple[str, ...],
        side: int,
        used: Mapping[int, int],
    ) -> tuple[int, float] | None:
        """How many words beside ``at`` stand for ``wanted``, and how well."""
        if not wanted:
            return 0, 100.0
        best: tuple[int, float] | None = None
        for count in (len(wanted), len(wanted) + 1):
            first, end = (at - count, at) if side < 0 else (at + 1, at + 1 + count)
            if first < 0 or end > len(words):
                break
            forms = tuple(word.form for word in words[first:end])
            if not all(forms):
                break
            score = 100.0
            if forms != wanted:
                if any(index in used for index in range(first, end)):
                    continue
                score = _half_score(forms, wanted)
                heard = tuple(word.heard for word in words[first:end])
                if heard != forms:
                    score = max(score, _half_score(heard, wanted))
            if score and (best is None or score > best[1]):
                best = count, score
        return best

    def _found(
        self, match: PhraseMatch, words: Sequence[ComparedWord], taken: Sequence[PhraseMatch]
    ) -> Match:
        """The find with the longest modifier that stands before it."""
        value, first = match.phrase.value, match.first
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


def _half_score(forms: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """Ratio of a misheard part, or 0 when it is not near enough."""
    if any(map(str.isdecimal, wanted)) or any(map(str.isdecimal, forms)):
        numbers = tuple(_NUMBER_SOUNDS.get(form, form) for form in forms)
        return _RATIO if numbers == wanted else 0.0
    if any(all(form in FUNCTION_WORDS for form in half) for half in (forms, wanted)):
        return 0.0
    heard, meant = "".join(forms), "".join(wanted)
    ratio = fuzz.ratio(heard, meant)
    if ratio >= _RATIO and not any(form in COMMON_WORDS for form in forms):
        return ratio
    sound = "".join(map(coarse_key, forms))
    meant_sound = "".join(map(coarse_key, wanted))
    if sound_alike(sound, meant_sound):
        return _RATIO
    if len(meant_sound) < _LONG_KEY:
        return 0.0
    ratio = fuzz.ratio(sound, meant_sound)
    return ratio if ratio >= _LONG_KEY_RATIO else 0.0


def _choose(matches: Iterable[PhraseMatch], exact: Sequence[PhraseMatch] = ()) -> list[PhraseMatch]:
    """Longest first, then surest. Two entities with the same claim both lose it.

    A misheard phrase may swallow a shorter one of ``exact`` but not cut through one.
    """
    order = sorted(matches, key=lambda m: (m.first - m.end, m.rank, -m.score, m.first))
    chosen: list[PhraseMatch] = []
    contested: list[PhraseMatch] = []
    for index, match in enumerate(order):
        if any(_meet(match, other) for other in (*chosen, *contested)):
            continue
        if any(_meet(match, other) and not _swallows(match, other) for other in exact):
            continue
        claim = (match.first, match.end, match.rank, match.score)
        contest = any(
            (other.first, other.end, other.rank, other.score) == claim
            and other.phrase.entity != match.phrase.entity
            for other in order[index + 1 :]
        )
        (contested if contest else chosen).append(match)
    return chosen


def _meet(one: PhraseMatch, other: PhraseMatch) -> bool:
    return one.first < other.end and other.first < one.end


def _swallows(one: PhraseMatch, other: PhraseMatch) -> bool:
    inside = one.first <= other.first and other.end <= one.end
    return inside and len(other.phrase.words) < len(one.phrase.words)


def _plain(said: str) -> str:
    return "".join(word.form for word in words_of(tokenise(said)))


def last_said(turn: TokenisedText, finds: Sequence[Match]) -> Match | None:
    """The find a short text means: the one of most words, unless a later one corrects it."""
    best: Match | None = None
    for found in finds:
        if (
            best is None
            or corrects(turn, best.end, found.start)
            or _count(turn, found) > _count(turn, best)
        ):
            best = found
    return best


def _count(turn: TokenisedText, found: Match) -> int:
    return len(turn.text[found.start : found.end].split())
