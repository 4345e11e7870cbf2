"""Cut a reply into clauses, so that sound starts before all of it is synthesised. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A voice speaks about 15 characters a second and needs a twentieth of that time to synthesise
# them: the first clause is soon ready and lasts long enough to hide the synthesis of the next.
_FIRST_AT_LEAST = 8
# "Done." and "Got it." are heard at once and hide the synthesis of what follows.
_SENTENCE_AT_LEAST = 4
_FIRST_AT_MOST = 48
_LATER_AT_LEAST = 40
_LATER_AT_MOST = 160
_TAIL_AT_LEAST = 15
# A voice needs its deadline for more than this; only text without a pause gets so long.
_LONGEST = 300
# A cut closer to the start than this leaves a clause of two words.
_FEWEST_WORDS = 3

_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]”’]*$")
_CLAUSE_END = re.compile(r"(?:[,;:]|^[—–-]+|[—–])[\"')\]”’]*$")
_DIGIT = re.compile(r"\d[,;:.!?]?")


@dataclass(frozen=True, slots=True)
class ClauseSplitter:
    """Cuts text of one language at spaces, so that amounts, dates and abbreviations stay whole.

    Attributes:
        abbreviation: Matches a word with a full stop that ends no sentence ("mr.").
        ending_abbreviation: Matches the abbreviations that end a sentence if a capital follows
            ("p.m.").
        number: Matches words that form an amount, a date or a number with their neighbours.
        number_link: The word inside a number that is not one itself ("and").
        joining: Words at which a clause may begin when no punctuation comes for a long while.
    """

    abbreviation: re.Pattern[str]
    ending_abbreviation: re.Pattern[str]
    number: re.Pattern[str]
    number_link: str
    joining: frozenset[str]

    def split(self, text: str) -> list[str]:
        """Cut text into clauses: a short first one, longer ones after it.

        Returns:
            Clauses of at most 300 characters that, joined with single spaces, are the text; only
            a longer word is a longer clause. Empty for blank text.
        """
        clauses: list[str] = []
        words = text.split()
        while words:
            at_least, at_most = (
                (_LATER_AT_LEAST, _LATER_AT_MOST) if clauses else (_FIRST_AT_LEAST, _FIRST_AT_MOST)
            )
            cut = self._cut(words, at_least, at_most)
            clauses.append(" ".join(words[:cut]))
            words = words[cut:]
        return clauses

    def _cut(self, words: list[str], at_least: int, at_most: int) -> int:
        length = -1
        joining = 0
        first = at_most == _FIRST_AT_MOST
        for index, word in enumerate(words):
            if length >= at_most and joining:
                return joining
            if index and length + len(word) >= _LONGEST:
                return self._last_apart(words, index)
            late_enough = (
                length >= at_least
                and index >= _FEWEST_WORDS
                and not self.abbreviation.match(words[index - 1])
            )
            if late_enough and first and self._begins_digits(words, index):
                # Always the same words, which are kept: "The number I have is ... 5 9 9, 3 4 1".
                return index
            if (
                late_enough
                and first
                and not joining
                and self._begins_number(words, index)
                and self._rest_of_sentence(words, index) >= _TAIL_AT_LEAST
            ):
                # People too pause before a long number: "Your balance is ... two thousand".
                joining = index
            if (
                late_enough
                and word.lower() in self.joining
                and self._apart(words, index)
                and self._rest_of_sentence(words, index) >= _TAIL_AT_LEAST
            ):
                joining = index
            length += len(word) + 1
            following = words[index + 1] if index + 1 < len(words) else ""
            if self._ends_sentence(word, following) and length >= _SENTENCE_AT_LEAST:
                return index + 1
            if (
                length >= at_least
                and _CLAUSE_END.search(word)
                and (self._apart(words, index + 1) or (first and self._after_group(words, index)))
                and not self._in_range(words, index)
                and self._rest_of_sentence(words, index + 1) >= _TAIL_AT_LEAST
            ):
                return index + 1
        return len(words)

    def _last_apart(self, words: list[str], index: int) -> int:
        """Return the last place to cut up to ``index`` that leaves values whole."""
        places = (at for at in range(index, max(0, index - 8), -1) if self._apart(words, at))
        return next(places, index)

    def _in_range(self, words: list[str], index: int) -> bool:
        """Tell whether a word is the dash between two numbers ("9 - 5")."""
        beside = words[max(0, index - 1) : index] + words[index + 1 : index + 2]
        return not words[index].strip("—–-") and all(map(self.number.match, beside))

    def _after_group(self, words: list[str], index: int) -> bool:
        """Tell whether ``words[index]`` ends a group of digits that another follows.

        People pause there too: "I have 5 9 9, ... 3 4 1, 5 1 1 1."
        """
        beside = words[max(0, index - 1) : index + 2]
        return len(beside) == 3 and all(map(_DIGIT.fullmatch, beside))

    def _begins_digits(self, words: list[str], index: int) -> bool:
        """Tell whether digits that are said one by one begin at ``words[index]``."""
        digits = [_DIGIT.fullmatch(word) is not None for word in words[index - 1 : index + 3]]
        return digits == [False, True, True, True]

    def _begins_number(self, words: list[str], index: int) -> bool:
        before = [word for word in words[index - 2 : index] if word.lower() != self.number_link]
        is_number = self.number.match
        return is_number(words[index]) is not None and not any(map(is_number, before[-1:]))

    def _apart(self, words: list[str], index: int) -> bool:
        """Tell whether a cut before ``words[index]`` leaves amounts, dates and numbers whole."""
        around = words[max(0, index - 1) : index + 2]
        beside = [word for word in around if word.lower() != self.number_link]
        return sum(self.number.match(word) is not None for word in beside) < 2

    def _rest_of_sentence(self, words: list[str], index: int) -> int:
        length = 0
        for position in range(index, len(words)):
            length += len(words[position]) + 1
            following = words[position + 1] if position + 1 < len(words) else ""
            if self._ends_sentence(words[position], following):
                break
        return length

    def _ends_sentence(self, word: str, following: str) -> bool:
        if not _SENTENCE_END.search(word):
            return False
        if not self.abbreviation.match(word):
            return True
        # "at 5 p.m. We close": a time can end a sentence, a title cannot.
        return following[:1].isupper() and self.ending_abbreviation.match(word) is not None
