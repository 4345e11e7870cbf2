"""Cutting a reply into clauses, so that sound starts before the whole of it is made. Pure."""

from __future__ import annotations

import re

# A voice makes about 15 characters a second of speech and needs a twentieth of that time to
# make it: the first clause is soon ready, and lasts long enough to hide the making of the next.
_FIRST_AT_LEAST = 8
# "Done." and "Got it." are heard at once and hide the making of what follows.
_SENTENCE_AT_LEAST = 4
_FIRST_AT_MOST = 48
_LATER_AT_LEAST = 40
_LATER_AT_MOST = 160
_TAIL_AT_LEAST = 15

_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]”’]*$")
_CLAUSE_END = re.compile(r"(?:[,;:]|^[—–-]+|[—–])[\"')\]”’]*$")
_ABBREVIATION = re.compile(
    r"^[(\"']*(?:mr|mrs|ms|dr|prof|st|ave|blvd|rd|apt|no|vs|etc|inc|ltd|co|corp|jr|sr|approx|ext"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun"
    r"|e\.g|i\.e|[ap]\.m|u\.s|[a-z])\.$",
    re.IGNORECASE,
)
# Words that make up an amount, a date or a spelled-out number together with their neighbours.
_NUMBER = re.compile(
    r"""^[("']*(?:[$€£#]?\d.*|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven
    |twelve|thir|fourteen|fif|twent|thirt|fift|fort|sixt|sevent|eight|ninet|hundred|thousand|million
    |dollars?|cents?|pounds?|euros?|percent|point|january|february|march|april|may|june|july
    |august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)
    (?:teen|y|y-\w+|th|st|nd|rd)?[.,;:!?]*)$""",
    re.IGNORECASE | re.VERBOSE,
)
# A clause may also begin at one of these when there is no punctuation for a long while.
_JOINING = frozenset({"and", "but", "or", "because", "so", "which", "that", "when", "if", "while"})


def split_clauses(text: str) -> list[str]:
    """Cut text into clauses: a short first one, longer ones after it.

    Cuts are only made at spaces, at the end of a sentence or clause, so numbers, amounts,
    times and abbreviations stay whole.

    Returns:
        Clauses that, joined with single spaces, are the text. None for blank text.
    """
    clauses: list[str] = []
    words = text.split()
    while words:
        at_least, at_most = (
            (_LATER_AT_LEAST, _LATER_AT_MOST) if clauses else (_FIRST_AT_LEAST, _FIRST_AT_MOST)
        )
        cut = _cut(words, at_least, at_most)
        clauses.append(" ".join(words[:cut]))
        words = words[cut:]
    return clauses


def _cut(words: list[str], at_least: int, at_most: int) -> int:
    length = -1
    joining = 0
    for index, word in enumerate(words):
        if length >= at_most and joining:
            return joining
        if (
            length >= at_least
            and at_most == _FIRST_AT_MOST
            and not joining
            and index >= 3
            and _begins_number(words, index)
            and _rest_of_sentence(words, index) >= _TAIL_AT_LEAST
        ):
            # A speaker too draws breath before a long number: "Your balance is ... two thousand".
            joining = index
        # Cutting close behind a cut, or just before the end, leaves a clause of two words.
        if (
            word.lower() in _JOINING
            and length >= at_least
            and index >= 3
            and _apart(words, index)
            and _rest_of_sentence(words, index) >= _TAIL_AT_LEAST
        ):
            joining = index
        length += len(word) + 1
        following = words[index + 1] if index + 1 < len(words) else ""
        if _ends_sentence(word, following) and length >= _SENTENCE_AT_LEAST:
            return index + 1
        if (
            length >= at_least
            and _CLAUSE_END.search(word)
            and _apart(words, index + 1)
            and _rest_of_sentence(words, index + 1) >= _TAIL_AT_LEAST
        ):
            return index + 1
    return len(words)


def _begins_number(words: list[str], index: int) -> bool:
    before = [word for word in words[index - 2 : index] if word.lower() != "and"][-1:]
    return _NUMBER.match(words[index]) is not None and not any(map(_NUMBER.match, before))


def _apart(words: list[str], index: int) -> bool:
    """Whether a cut before ``words[index]`` leaves amounts, dates and digit strings whole."""
    beside = [word for word in words[max(0, index - 1) : index + 2] if word.lower() != "and"]
    return sum(_NUMBER.match(word) is not None for word in beside) < 2


def _rest_of_sentence(words: list[str], index: int) -> int:
    length = 0
    for position in range(index, len(words)):
        length += len(words[position]) + 1
        following = words[position + 1] if position + 1 < len(words) else ""
        if _ends_sentence(words[position], following):
            break
    return length


def _ends_sentence(word: str, following: str) -> bool:
    if not _SENTENCE_END.search(word):
        return False
    if not _ABBREVIATION.match(word):
        return True
    # "at 5 p.m. We close": a time can end a sentence, a title cannot.
    return word.lower().endswith("m.") and len(word) == 4 and following[:1].isupper()
