"""Hear an answer again: several hypotheses, and the second ear, weighed by what was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from voice_agent.language import Language
from voice_agent.stt.consent import weigh_consent
from voice_agent.stt.dictated import (
    canonical,
    likely_without_judge,
    proposals,
    weigh_dictated,
    worth_judging,
)
from voice_agent.stt.ears.head import Ears
from voice_agent.stt.ears.reading import Dictation
from voice_agent.stt.expected import Choice, Expected, Hypothesis, copies, read, weigh
from voice_agent.stt.network.contract import FRAME, Decoder, Floats, Judge
from voice_agent.stt.repeated import said_beside

_EARS_SPEAK = "en"
"""Letters and digits sound alike in more languages than yes, no and stop do."""
_AFTER_FRAMES = 10
"""Frames after the utterance that still hear its end."""


@dataclass(frozen=True, slots=True)
class Again:
    """What it takes to hear an answer again. Safe to use from several threads.

    Attributes:
        language: What callers speak.
        text_of: From tokens to text.
        tokens_of: From text to tokens.
        beams: A decoder that gives several hypotheses; without one there is only the first.
        ears: The second ear; without it letters and digits are the recogniser's alone.
        judge: Tells how likely the recogniser would have written what the second ear proposes.
        decoder: Writes a dictated answer anew without the prompt.
    """

    language: Language
    text_of: Callable[[Sequence[int]], str]
    tokens_of: Callable[[str], Sequence[int]]
    beams: Decoder | None = None
    ears: Ears | None = None
    judge: Judge | None = None
    decoder: Decoder | None = None

    def warm(self, encoded: Floats, prompt: Sequence[int]) -> None:
        """Load and run everything once, so that the first caller does not pay for it."""
        self._hypotheses(encoded, prompt, 1)
        self.language.spelling_odds("warm")
        if self.ears is not None:
            self.ears.listen(encoded)

    def weighed_by(self, expected: Expected, text: str) -> Expected | None:
        """Return what an answer is weighed by: the letters of a name in place of a yes or no.

        ``None`` where anything was as likely, and this is not spelled.

        Args:
            expected: What was asked.
            text: What was recognised at first.
        """
        if expected.kind == "value" or expected.spec is None:
            return expected
        letters = replace(expected, kind="value")
        if read(letters, text, 0.0, self.language).characters.isalpha():
            return letters
        return None if expected.kind == "any" else replace(expected, spec=None, earlier=())

    def hear(
        self,
        expected: Expected,
        encoded: Floats,
        samples: int,
        prompts: Sequence[tuple[str, Sequence[int]]],
        at_most: int,
        first: Hypothesis,
    ) -> Choice:
        """Choose what was said.

        Args:
            expected: What was asked.
            encoded: The utterance, encoded.
            samples: Its length.
            prompts: Texts of prompts and their tokens; the last one is without text.
            at_most: Text tokens of a hypothesis.
            first: What was recognised at first.
        """
        dictation = self._dictation(expected, encoded, samples)
        if dictation is not None and expected.kind == "value":
            return self._dictated(expected, encoded, dictation, prompts, at_most, first)
        heard = [first]
        for text, tokens in prompts:
            heard = _merged(heard, self._hypotheses(encoded, tokens, at_most))
            heard = [_less_likely(one, text, self.language) for one in heard]
            if not text or not copies(_best(heard).text, text, self.language):
                break
        heard.sort(key=lambda one: -one.logprob)
        if expected.kind == "consent":
            unprompted = self._unprompted(encoded, prompts[-1][1], heard)
            return weigh_consent(expected, heard, unprompted, dictation, self.language)
        return weigh(expected, heard, self.language)

    def _unprompted(
        self, encoded: Floats, start: Sequence[int], heard: Sequence[Hypothesis]
    ) -> dict[str, float]:
        """Return how likely short answers are without the question before them."""
        answers = self.language.recogniser.short_answers
        if self.judge is None or not answers:
            return {}
        texts = [*dict.fromkeys((*answers, *(one.text for one in heard)))]
        tokens = [self.tokens_of(f" {text}") for text in texts]
        return dict(zip(texts, self.judge.judge(encoded, start, tokens), strict=True))

    def _dictated(
        self,
        expected: Expected,
        encoded: Floats,
        dictation: Dictation,
        prompts: Sequence[tuple[str, Sequence[int]]],
        at_most: int,
        first: Hypothesis,
    ) -> Choice:
        """Choose among what both ears heard.

        A prompt makes the recogniser write words or numbers for letters, so what is not spelled is
        written anew without one.
        """
        language, start = self.language, prompts[-1][1]
        heard = [first]
        if self.decoder is not None and not read(expected, first.text, 0.0, language).characters:
            again = self.decoder.decode(encoded, start, at_most)
            logprob = again.logprob * (len(again.ids) + 1)
            heard = _merged(heard, [Hypothesis(self.text_of(again.ids), logprob)])
        said = said_beside(expected.spec, first.text, language, expected.today)
        if said is not None:
            expected = replace(expected, earlier=(*expected.earlier, said))
        written = [read(expected, one.text, 0.0, language).characters for one in heard]
        names = expected.dictated == "letters"
        found = proposals(written, dictation, language, names=names, earlier=expected.earlier)
        found = worth_judging(expected, found, written)
        if self.judge is None:
            judged = likely_without_judge(expected, heard, found, language)
        else:
            texts = [*(canonical(one.characters) for one in found), *(one.text for one in heard)]
            tokens = [self.tokens_of(f" {text}") for text in texts]
            judged = self.judge.judge(encoded, start, tokens)
        return weigh_dictated(expected, heard, found, judged, dictation, language)

    def _hypotheses(self, encoded: Floats, prompt: Sequence[int], at_most: int) -> list[Hypothesis]:
        if self.beams is None:
            return []
        found = self.beams.decode(encoded, prompt, at_most)
        ids = (found.ids, *found.others)
        logprobs = (found.logprob, *found.others_logprob)
        return [
            Hypothesis(self.text_of(one), mean * (len(one) + 1))
            for one, mean in zip(ids, logprobs, strict=True)
        ]

    def _dictation(self, expected: Expected, encoded: Floats, samples: int) -> Dictation | None:
        if self.ears is None or expected.dictated is None:
            return None
        if expected.kind == "consent" and self.language.code != _EARS_SPEAK:
            return None
        frames = encoded[: samples // FRAME + _AFTER_FRAMES]
        return Dictation(self.ears.listen(frames), expected.dictated)


def _merged(heard: Sequence[Hypothesis], more: Sequence[Hypothesis]) -> list[Hypothesis]:
    """Return the hypotheses of both, each text once."""
    found: dict[str, Hypothesis] = {}
    for one in (*heard, *more):
        known = found.get(one.text)
        if known is None or known.logprob < one.logprob:
            found[one.text] = one
    return [one for one in found.values() if one.text]


_COPIED = -3.0
"""Odds of a text that may come from the prompt."""


def _less_likely(one: Hypothesis, prompt: str, language: Language) -> Hypothesis:
    copied = prompt and copies(one.text, prompt, language)
    return replace(one, logprob=one.logprob + _COPIED) if copied else one


def _best(heard: Sequence[Hypothesis]) -> Hypothesis:
    return max(heard, key=lambda one: one.logprob)
