"""Weigh a yes or no by three witnesses, of which none makes a yes alone. Pure.

The recogniser that knows the question is ready to hear a yes, and writes one for many a "stop". So
it is asked once more as if nothing had been said before, and the second ear listens for a yes. What
they do not make likely together is asked again: something is done after a yes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from voice_agent.language import Language
from voice_agent.stt.ears.reading import Dictation
from voice_agent.stt.ears.symbols import NO, STOP, YES
from voice_agent.stt.expected import Candidate, Choice, Expected, Hypothesis, chosen

_SHARE_OF_YES = 0.6
"""Share of a yes in all that was heard below which it is doubtful, without another witness."""
_SURE_OF_YES = 2.0
"""Log-odds of a yes, of all witnesses together, below which it is doubtful."""
_EAR = 0.35
"""What the second ear counts among them: it learnt from synthetic voices alone."""
_BOUND = 6.0
_ANSWER_WORDS = 4


def weigh_consent(
    expected: Expected,
    heard: Sequence[Hypothesis],
    unprompted: Mapping[str, float],
    dictation: Dictation | None,
    language: Language,
) -> Choice:
    """Choose among hypotheses, best first; at least one.

    Args:
        expected: What was asked.
        heard: What the recogniser wrote, best first.
        unprompted: How likely it would have written each short answer without the question, a
            logarithm; empty if it cannot tell.
        dictation: What the second ear heard, if it listened.
        language: What the caller speaks.
    """
    meanings = [meaning(expected, one.text, language) for one in heard]
    choice = chosen(
        [
            Candidate(one.text, None, known or one.text, one.logprob)
            for one, known in zip(heard, meanings, strict=True)
        ]
    )
    if meaning(expected, choice.text, language) != YES:
        return choice
    odds = _odds([one.logprob for one in heard], [one == YES for one in meanings])
    if unprompted:
        is_yes = [meaning(expected, text, language) == YES for text in unprompted]
        odds += _odds([*unprompted.values()], is_yes)
    listened = dictation is not None and len(heard[0].text.split()) <= _ANSWER_WORDS
    if dictation is not None and listened:
        odds += _EAR * _log_odds(dictation.answer(YES))
    witnessed = bool(unprompted) or listened
    unsure = odds < _SURE_OF_YES if witnessed else choice.share < _SHARE_OF_YES
    return replace(choice, doubtful=unsure)


def meaning(expected: Expected, text: str, language: Language) -> str:
    """Return what a short answer means: one of the second ear's symbols, or ""."""
    if language.wants_to_leave(text) or language.signal(text) == "hold":
        return STOP
    said = language.confirmation(text, "inform", question=expected.question)
    return {"yes": YES, "no": NO, "wait": STOP}.get(said, "")


def _odds(logprobs: Sequence[float], is_yes: Sequence[bool]) -> float:
    """Return the log-odds of a yes among texts, within bounds."""
    most = max(logprobs)
    shares = [math.exp(max(one - most, -50.0)) for one in logprobs]
    yes = sum(share for share, one in zip(shares, is_yes, strict=True) if one)
    rest = sum(shares) - yes
    return _bounded(math.log(max(yes, 1e-9)) - math.log(max(rest, 1e-9)))


def _log_odds(logprob: float) -> float:
    share = min(math.exp(logprob), 1.0 - 1e-6)
    return _bounded(math.log(max(share, 1e-9)) - math.log(1.0 - share))


def _bounded(odds: float) -> float:
    return max(-_BOUND, min(odds, _BOUND))
