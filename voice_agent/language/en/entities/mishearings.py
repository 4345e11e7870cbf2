"""Find values of list entities that the recogniser misheard.

The limits were set so that ordinary sentences give nothing (see the tests), because a false coffee
costs the caller a correction and a missed one only a question:

* Split or run together ("a meric ano", "skimmilk"): the same letters, six at least.
* One half of a phrase ("light rose", "ice mocha"): the other half is recognised exactly, and the
  doubtful one sounds the same but for a final t, k, p or st ("rose"/"roast", "skin"/"skim"), or is
  no common word and has a ratio of 84 ("dice"/"ice" 86, but "nice" is common), or from six
  sounds on has a ratio of 80 in sound. Function words alone are no half of anything.
* A whole word: it is no common word, and it sounds the same with four letters or more, or
  has seven letters or more, a ratio of 84 ("expresso"/"espresso" 88, "express" 80), the same
  first sound and no more than one letter more or less ("sweeter" is not "sweetener"). A value
  cut short ("american") is a word of its own.

Ratios are rapidfuzz's normalised indel similarity, 0..100.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from voice_agent.language.en.entities.common_words import COMMON_WORDS, FUNCTION_WORDS
from voice_agent.language.en.entities.list_phrases import ComparedWord, ListPhrase, PhraseMatch
from voice_agent.language.en.entities.phonetics import coarse_key, fine_key, sound_alike

MOST_PIECES = 3
"""A recogniser may write one word as this many."""
_JOINED_LETTERS = 6
_SAME_SOUND_LETTERS = 4
_LONG_WORD_LETTERS = 7
_RATIO = 84.0
_LONG_KEY, _LONG_KEY_RATIO = 6, 80.0
_NUMBER_SOUNDS = {"ate": "8", "won": "1", "for": "4", "to": "2", "too": "2", "a": "8"}


class Mishearings:
    """Phrases, indexed by what may be recognised in their place."""

    def __init__(self) -> None:
        self._joined: dict[str, list[ListPhrase]] = defaultdict(list)
        self._sounds: dict[str, list[ListPhrase]] = defaultdict(list)
        self._anchors: dict[str, list[tuple[ListPhrase, int]]] = defaultdict(list)
        self._long: dict[str, list[ListPhrase]] = defaultdict(list)

    def add(self, phrase: ListPhrase) -> None:
        """Index one more phrase."""
        joined = phrase.joined
        if len(joined) >= _JOINED_LETTERS:
            self._joined[joined].append(phrase)
        if len(phrase.words) == 1:
            if joined.isalpha() and len(joined) >= _SAME_SOUND_LETTERS:
                self._sounds[fine_key(joined)].append(phrase)
            if len(joined) >= _LONG_WORD_LETTERS:
                self._long[joined].append(phrase)
            return
        for index, word in enumerate(phrase.words):
            if word not in FUNCTION_WORDS and not word.isdecimal():
                self._anchors[word].append((phrase, index))

    def find(self, words: Sequence[ComparedWord], used: Mapping[int, int]) -> Iterator[PhraseMatch]:
        """Yield the phrases that the words may be, mishearings included."""
        for first, word in enumerate(words):
            if not word.form:
                continue
            yield from self._split(words, first, used)
            for phrase, index in self._anchors.get(word.form, ()):
                if len(phrase.words) <= used.get(first, 0):
                    continue  # It is too short to contain the exact phrase there.
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
        """Find a phrase that is written in other pieces: "a meric ano", "doubleshot"."""
        joined, sound, plain = "", "", True
        for end in range(first + 1, min(first + MOST_PIECES, len(words)) + 1):
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
        """Find a phrase whose word ``index`` is recognised at ``at`` and whose rest is misheard."""
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
        """Return how many words next to ``at`` match ``wanted``, and how well."""
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


def _half_score(forms: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """Return the ratio of a misheard part, or 0 if it is not close enough."""
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
