"""Write what the second ear heard as text that the language reads. Pure.

Letters are written in capitals with spaces between, as recognisers do; a long pause between letters
becomes the word that callers say there ("I S L A space S A N T O S").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voice_agent.stt.ears.ctc import Line, Scores, best_lines, line_logprob, line_logprobs
from voice_agent.stt.ears.symbols import (
    ANSWERS,
    DIGIT_WORDS,
    LETTERS,
    NUMBER_OF,
    NUMBER_WORDS,
    SPACE,
    SYMBOLS,
    TIMES,
)

Dictated = Literal["letters", "digits", "both", "answer"]
_WIDTH = 24
"""Sequences kept while decoding."""
_UNEXPECTED = -3.0
"""Odds of a symbol that was not asked for."""
_EXPECTED: dict[Dictated, tuple[str, ...]] = {
    "letters": (*LETTERS, *TIMES, SPACE),
    "digits": (*DIGIT_WORDS, *TIMES, *NUMBER_WORDS),
    "both": (*LETTERS, *DIGIT_WORDS, *TIMES, SPACE),
    "answer": tuple(ANSWERS),
}
# A pause between names, against those between letters of one.
_PAUSE_FRAMES = 15
_PAUSE_TIMES = 2.2
_FEWEST_LETTERS = 2
_OH = NUMBER_OF["o"]
_ZERO = NUMBER_OF["zero"]


@dataclass(frozen=True, slots=True)
class Said:
    """Something that may have been dictated.

    Attributes:
        text: As a recogniser would write it.
        characters: The letters and digits alone, in lower case.
        logprob: That of all these symbols and no others.
        doubts: By character: the likeliest other character in its place and how much less likely
            it is, as a difference of logarithms; ``("", inf)`` without a rival.
    """

    text: str
    characters: str
    logprob: float
    doubts: tuple[tuple[str, float], ...] = ()


class Dictation:
    """The head's scores of one utterance, for what was asked."""

    def __init__(self, scores: Scores, dictated: Dictated) -> None:
        allowed = [0, *(NUMBER_OF[one] for one in _EXPECTED[dictated])]
        odds = np.full(len(SYMBOLS), _UNEXPECTED, np.float32)
        odds[allowed] = 0.0
        scores = scores.copy()
        if dictated == "digits":
            # "Oh" is a zero where digits were asked for.
            scores[:, _ZERO] = np.logaddexp(scores[:, _ZERO], scores[:, _OH])
            scores[:, _OH] = -20.0
        self._scores = scores + odds
        self._dictated = dictated

    def lines(self, odds: Callable[[str], float] | None = None) -> list[Said]:
        """Return what may have been said, likeliest first; values that are alike only once.

        Args:
            odds: Of characters that may go on, a logarithm: what is likelier as a name is kept.
        """

        def prior(symbols: tuple[int, ...]) -> float:
            return odds(_characters(symbols)) if odds else 0.0

        found: dict[str, Said] = {}
        for line in best_lines(self._scores, width=_WIDTH, prior=prior if odds else None):
            said = self._said(line)
            known = found.get(said.characters)
            if known is None:
                found[said.characters] = said
        return list(found.values())

    def logprobs(self, values: Sequence[str]) -> list[float]:
        """Return for each value how likely its letters and digits were dictated one by one."""
        return line_logprobs(self._scores, [[_number(one) for one in value] for value in values])

    def answer(self, meaning: str) -> float:
        """Return the log-probability of a short answer, said once or twice; of silence for ""."""
        if not meaning:
            return line_logprob(self._scores, [])
        number = NUMBER_OF[meaning]
        one, two = line_logprobs(self._scores, [[number], [number, number]])
        return float(np.logaddexp(one, two))

    def _said(self, line: Line) -> Said:
        words, characters, times = [], "", 1
        pauses = _long_pauses(line.frames)
        for at, number in enumerate(line.symbols):
            symbol = SYMBOLS[number]
            if symbol == SPACE:
                words.append("space")
                continue
            if at in pauses and symbol in LETTERS and self._dictated == "letters":
                words.append("space")
            if symbol in TIMES:
                times = TIMES[symbol]
                continue
            character = _character(symbol)
            characters += character * times
            words += [symbol.upper() if len(symbol) == 1 else character or symbol] * times
            times = 1
        return Said(" ".join(words), characters, line.logprob)


def _characters(symbols: tuple[int, ...]) -> str:
    characters, times = "", 1
    for number in symbols:
        symbol = SYMBOLS[number]
        if symbol in TIMES:
            times = TIMES[symbol]
        else:
            characters, times = characters + _character(symbol) * times, 1
    return characters


def _long_pauses(frames: Sequence[int]) -> set[int]:
    """Return which symbols come after a pause that is long for this caller: at most one."""
    gaps = np.diff(np.array(frames)) if len(frames) > 2 * _FEWEST_LETTERS else np.zeros(0)
    if not gaps.size:
        return set()
    inner = gaps[_FEWEST_LETTERS - 1 : -_FEWEST_LETTERS + 1 or None]
    longest = int(np.argmax(inner)) + _FEWEST_LETTERS - 1
    long = max(_PAUSE_FRAMES, _PAUSE_TIMES * float(np.median(gaps)))
    return {longest + 1} if gaps[longest] > long else set()


def _character(symbol: str) -> str:
    if symbol in LETTERS:
        return symbol
    return str(DIGIT_WORDS.index(symbol)) if symbol in DIGIT_WORDS else ""


def _number(character: str) -> int:
    return NUMBER_OF[DIGIT_WORDS[int(character)] if character.isdecimal() else character]
