"""Numbers without a currency that are no amount: "six figures", "twenty days", "five uae dirhams".

A wrong amount costs more than a question, so these numbers are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_agent.language.en.currencies import CENTS, UNIT_NAMES
from voice_agent.language.en.entities.common_words import FUNCTION_WORDS
from voice_agent.language.en.entities.number_scan import goes_on
from voice_agent.language.en.entities.number_words import HUNDRED, PARTS, SCALES, SMALL
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.tokens import Token, TokenisedText, word_at
from voice_agent.text.word_lists import word_set

_COUNTED = word_set(
    """
    am pm percent % o'clock oclock day week month year hour minute second time people person
    percentage point bitcoin ether btc eth hundo large figure figures bps comma
    """
)
# They end like plurals, and may follow an amount.
_NO_PLURALS = word_set(
    """
    thanks this plus yes does was has less works sounds looks seems makes goes fits needs wants
    covers suits perhaps unless minus always across towards bless guess miss cross express
    """
)
_SHORTEST_PLURAL = 4
# "With two e's", "one l"; "five k" is a number, "five m" and "five b" may be one.
_LETTERS = re.compile(r"[b-z]'s|[b-hj-tv-z]s|[c-hjln-tv-z]")
_BOUNDS = word_set("more less fewer greater")
_NO_BOUND = frozenset(("no", "not", "any", "never"))
_OPERATIONS = frozenset(("plus", "minus", "times"))
_MULTIPLES = word_set("twice double triple")
_SHARES = frozenset(PARTS) | word_set("percent %")
_ABOUT = word_set("odd some something plus less")
_ENDS = frozenset(("", ".", "!", "?", ",", ";"))


def counts_something(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether a number that ends before ``end`` is of something that is no currency."""
    word = word_at(tokens, end)
    if word in _COUNTED or goes_on(tokens, end):
        return True
    if word == "and":
        # "Forty nine and ninety five" are two things, or one that is not read.
        return (small(tokens, end + 1) or (0, 0))[1] == len(tokens)
    if is_plural(word) or _LETTERS.fullmatch(word):
        return True
    foreign = word.isalpha() and word not in FUNCTION_WORDS
    following = word_at(tokens, end + 1)
    return foreign and (following in UNIT_NAMES or following in CENTS)


def is_plural(word: str) -> bool:
    """Tell whether a word after a number is what it counts: "kids", but not "thanks"."""
    plural = len(word) >= _SHORTEST_PLURAL and word[-1] == "s" != word[-2] and word.isalpha()
    return plural and word not in _NO_PLURALS


def is_inexact(tokens: Sequence[Token], at: int, end: int, *, named: bool) -> bool:
    """Tell whether a number is a bound, is to be reckoned with, or leaves some open.

    "More than fifty", "twice fifty", "half of fifty", "fifty plus ten", "a hundred and change".

    Args:
        tokens: What was said.
        at: Where the number begins.
        end: The index after it.
        named: Whether its currency was said: "more than fifty dollars" still tells an amount.
    """
    before, earlier = word_at(tokens, at - 1), word_at(tokens, at - 2)
    if before == "than" and earlier in _BOUNDS and not named:
        return word_at(tokens, at - 3) not in _NO_BOUND
    if before in _MULTIPLES or (before == "of" and earlier in _SHARES):
        return True
    if before in _OPERATIONS and (_is_number(tokens, at - 2) or earlier in UNIT_NAMES):
        return True
    following, after = word_at(tokens, end), word_at(tokens, end + 1)
    if following in _OPERATIONS and _is_number(tokens, end + 1):
        return True
    if following in _ABOUT:
        return after in UNIT_NAMES or after in _ENDS
    return (following, after) in (("and", "change"), ("and", "some"))


def _is_number(tokens: Sequence[Token], at: int) -> bool:
    word = word_at(tokens, at)
    return word in SMALL or word in HUNDRED or word in SCALES or word[:1].isdecimal()


def is_below_zero(turn: TokenisedText, at: int) -> bool:
    """Tell whether an amount at ``at`` has a minus before it, said or written."""
    if turn.word(at - 1) in ("minus", "negative"):
        return True
    before = turn.text[: turn.tokens[at].start]
    rest = before[:-1]
    apart = not rest or (rest[-1].isspace() and not rest.rstrip()[-1:].isdecimal())
    return before[-1:] in ("-", "−") and apart
