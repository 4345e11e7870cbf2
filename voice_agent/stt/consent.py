"""Weigh a yes or no by three witnesses, of which none makes a yes alone. Pure.

The recogniser that knows the question is ready to hear a yes, and writes one for many a "stop". So
it is asked once more as if nothing had been said before, and the second ear listens for yes, no and
stop. What only one of them takes for a yes is asked again: something is done after a yes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from voice_agent.language import Language
from voice_agent.stt.ears.reading import Dictation
from voice_agent.stt.ears.symbols import NO, STOP, YES
from voice_agent.stt.expected import Candidate, Choice, Expected, Hypothesis, chosen

_WHISPER, _EARS = 0.7, 0.3
_UNHEARD = 3.0
"""How much less likely than its worst hypothesis the recogniser finds what it did not write."""
_SHARE_OF_YES = 0.6
_SURE_OF_YES = 3.0
"""Log-odds of a yes, of all witnesses together, below which it is doubtful."""
_EAR = 0.5
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
    brief = all(len(one.text.split()) <= _ANSWER_WORDS for one in heard[:1])
    scores = [one.logprob for one in heard]
    odds = _odds(scores, [one == YES for one in meanings])
    if unprompted:
        yes = [meaning(expected, text, language) == YES for text in unprompted]
        odds += _odds([*unprompted.values()], yes)
    if dictation is not None and brief:
        odds += _EAR * _log_odds(dictation.answer(YES))
        sounds = {known: dictation.answer(known) for known in ("", YES, NO, STOP)}
        scores = [
            _WHISPER * score + _EARS * sounds[known]
            for score, known in zip(scores, meanings, strict=True)
        ]
        least = min(one.logprob for one in heard) - _UNHEARD
        # A yes has to be in the recogniser's own text: something is done after it.
        for known, text in ((NO, "No."), (STOP, "Stop.")):
            if known not in meanings:
                heard = [*heard, Hypothesis(text, least)]
                meanings.append(known)
                scores.append(_WHISPER * least + _EARS * sounds[known])
    choice = chosen(
        [
            Candidate(one.text, None, known or one.text, score)
            for one, known, score in zip(heard, meanings, scores, strict=True)
        ]
    )
    witnessed = bool(unprompted) or (dictation is not None and brief)
    unsure = odds < _SURE_OF_YES if witnessed else choice.share < _SHARE_OF_YES
    says_yes = meaning(expected, choice.text, language) == YES
    return replace(choice, doubtful=says_yes and unsure)


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
