"""Numbers that are no hour, though one was asked for: "room 5", "five five", "twenty past"."""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.en.currencies import SIGNS
from voice_agent.language.en.entities.bare_amounts import is_plural
from voice_agent.language.en.entities.number_scan import goes_on
from voice_agent.language.en.entities.number_words import SMALL
from voice_agent.language.en.entities.tokens import Token, TokenisedText, is_apart, word_at
from voice_agent.text.word_lists import word_set

_LABELS = word_set(
    """
    room line number gate floor page extension suite platform apartment flat unit chapter # option
    pin account card code version level terminal
    """
)
_ON_CLOCK = frozenset((*SMALL, "noon", "midnight", "am", "pm", "m", "o'clock", "oclock", ","))
_PARTIES = frozenset(("table", "party", "group", "booth", "reservation"))
_BESIDE_MINUTES = word_set("half quarter quarters minute minutes min mins")
_SIDES = frozenset(("past", "passed", "to", "too", "till", "til", "of", "after", "before"))
# "The earlier one" is no hour.
_BEFORE_ONE = word_set(
    """
    this that the which what each every any no another other first second third last next only
    same earlier later early late best new my your latest earliest
    """
)
_DASHES = frozenset("-–—‑")


def is_doubtful(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether the number from ``at`` to ``end`` (excluded) may be no hour at all."""
    before = word_at(tokens, at - 1)
    if before in _LABELS or before in SIGNS or before == ":":
        return True
    if goes_on(tokens, end) and not is_apart(tokens, end):
        return True
    if before in ("for", "of") and word_at(tokens, at - 2) in _PARTIES:
        return True
    if tokens[at].word == "one" and end == at + 1 and before in _BEFORE_ONE:
        # "Noon, no, one" is put right.
        return before != "no" or word_at(tokens, at - 2) not in _ON_CLOCK
    if (before in SMALL or before in ("quarter", "half")) and not is_apart(tokens, at):
        return True  # "Twenty five eight".
    if is_plural(word_at(tokens, end)):
        return True  # "Three kids".
    minutes = word_at(tokens, at - 2)
    if before in _SIDES and (minutes in SMALL or minutes in _BESIDE_MINUTES):
        return True  # "Ten of six", "quarter past thirty".
    return _is_cut_short(tokens, end)


def _is_cut_short(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether more of a time is to come: "five to", "twenty past", "nine and a half"."""
    following, after = word_at(tokens, end), word_at(tokens, end + 1)
    if following == "to":
        return after in ("", ".")
    if following in ("past", "till", "til", "after", ":"):
        return True
    joined = following != "" and tokens[end].start == tokens[end - 1].end
    if following in ("h", "a", "p"):
        return joined and after != "" if following == "h" else joined or after == ""
    return (following, after, word_at(tokens, end + 2)) == ("and", "a", "half")


def is_dashed(turn: TokenisedText, at: int) -> bool:
    """Tell whether a dash stands before the token at ``at``."""
    if not 0 < at < len(turn.tokens):
        return False
    return not _DASHES.isdisjoint(turn.text[turn.tokens[at - 1].end : turn.tokens[at].start])
