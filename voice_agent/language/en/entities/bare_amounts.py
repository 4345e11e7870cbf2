"""Numbers without a currency that are no amount: "six figures", "twenty days", "five uae dirhams".

A wrong amount costs more than a question, so these numbers are not read.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.en.currencies import CENTS, UNIT_NAMES
from voice_agent.language.en.entities.common_words import FUNCTION_WORDS
from voice_agent.language.en.entities.number_scan import goes_on
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.tokens import Token, TokenisedText, word_at
from voice_agent.text.word_lists import word_set

_COUNTED = word_set(
    """
    am pm percent % o'clock oclock day week month year hour minute second time people person
    percentage point bitcoin ether btc eth hundo large figure figures bps
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


def counts_something(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether a number that ends before ``end`` is of something that is no currency."""
    word = word_at(tokens, end)
    if word in _COUNTED or goes_on(tokens, end):
        return True
    if word == "and":
        # "Forty nine and ninety five" are two things, or one that is not read.
        return (small(tokens, end + 1) or (0, 0))[1] == len(tokens)
    plural = len(word) >= _SHORTEST_PLURAL and word[-1] == "s" != word[-2] and word.isalpha()
    if plural and word not in _NO_PLURALS:
        return True
    foreign = word.isalpha() and word not in FUNCTION_WORDS
    following = word_at(tokens, end + 1)
    return foreign and (following in UNIT_NAMES or following in CENTS)


def is_below_zero(turn: TokenisedText, at: int) -> bool:
    """Tell whether an amount at ``at`` has a minus before it, said or written."""
    if turn.word(at - 1) in ("minus", "negative"):
        return True
    before = turn.text[: turn.tokens[at].start]
    rest = before[:-1]
    apart = not rest or (rest[-1].isspace() and not rest.rstrip()[-1:].isdecimal())
    return before[-1:] in ("-", "−") and apart
