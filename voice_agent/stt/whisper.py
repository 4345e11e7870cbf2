"""Whisper with guards against its inventions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import rms_dbfs
from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import AudioError, ConfigError
from voice_agent.core.turn import Transcript
from voice_agent.language import Language
from voice_agent.stt.again import Again
from voice_agent.stt.ears.head import FILE, MODEL, Ears
from voice_agent.stt.expected import Expected, Hypothesis
from voice_agent.stt.guards import is_invented, is_looping
from voice_agent.stt.load import load_beams, load_network
from voice_agent.stt.network.contract import RATE_HZ, Decoder, Encoder, Floats, Judge
from voice_agent.stt.prompt import expected_words, vocabulary_prompt
from voice_agent.stt.windows import split_at_pauses

# Below this there is nothing to hear, and nothing to spend 80 ms on.
_SILENT_DBFS = -70.0
# Fast speech has about 7 tokens a second. More is a loop, which stops here.
_TOKENS_PER_S = 8
_TOKENS_AT_LEAST = 12
_MAX_TOKENS = 448
# Sentences in the prompt turn "On Friday" into "Unfreeze", so short answers get only the question
# (docs/results/latency.md). With the silence around it, such an answer lasts up to 2.5 s.
_SHORT_ANSWER = 3 * RATE_HZ
_UNSURE = -0.3
"""Mean log-probability below which the prompt may have misled the decoder: a quarter of the
sentences of strangers on telephones (docs/results/latency.md)."""
_DOUBTFUL_YES = 0.1
_BEAM_THREADS = 2
"""A turn waits for several hypotheses, and rarely: they are worth a second thread."""
_MAX_PROMPT_TOKENS = _MAX_TOKENS // 2 - 1


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    tokens: int
    logprob: float
    no_speech: float
    looping: bool
    others: tuple[str, ...]
    encoded: Floats


class WhisperEngine:
    """One Whisper for all calls. Safe to call from several threads."""

    hears_expected = True

    def __init__(
        self,
        encoder: Encoder,
        decoder: Decoder,
        tokenizer: Any,
        language: Language,
        *,
        prompt: str,
        max_audio_s: float,
        beams: Decoder | None = None,
        ears: Ears | None = None,
        dictation: Encoder | None = None,
    ) -> None:
        self._encoder = encoder
        self._dictation = dictation or encoder
        self._decoder = decoder
        self._max_audio_s = max_audio_s
        self._tokenizer = tokenizer
        self._language = language
        self._start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        self._prompt_text = prompt
        self._prompt = self._decoder_prompt(prompt)
        self._again = (
            Again(
                language,
                self._text,
                tokenizer.encode,
                beams=beams,
                ears=ears,
                judge=decoder if isinstance(decoder, Judge) else None,
                decoder=decoder,
            )
            if beams or ears
            else None
        )

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        language: Language,
        threads: int = 1,
        prompt: str = "",
        words: Sequence[str] = (),
        beam_size: int = 1,
        max_audio_s: float = 28.0,
        short_encode: bool = True,
        onnx: bool = True,
        alternatives: int = 0,
        ears: Ears | None = None,
    ) -> WhisperEngine:
        """Load a CTranslate2 Whisper folder (``model.bin``, ``config.json``, ``tokenizer.json``).

        Args:
            folder: The model.
            language: What callers speak.
            threads: Threads that recognise one utterance.
            prompt: Text the decoder takes as said just before; see ``vocabulary_prompt``.
            words: What callers are likely to say; see ``expected_words``. CTranslate2 has no use
                for them.
            beam_size: Hypotheses kept while decoding, and given as alternatives; 1 is greedy.
            max_audio_s: Longer utterances are decoded in pieces of at most this length.
            short_encode: Encode the utterance alone instead of 30 s.
            onnx: Run in ONNX Runtime; if not, and beams always, in CTranslate2.
            alternatives: Hypotheses weighed where the agent asked for something; below 2, one.
            ears: The second ear for dictated letters and digits; one for a model of another size
                is left out.

        Raises:
            ModelError: The folder is missing or is not such a model.
            ConfigError: An argument out of range.
        """
        if not 1.0 <= max_audio_s <= 28.0:
            raise ConfigError(f"max_audio_s: expected 1 to 28 seconds, got {max_audio_s}")
        if beam_size < 1:
            raise ConfigError(f"args.beam_size: expected 1 or more, got {beam_size}")
        network = load_network(
            folder,
            language=language.code,
            threads=threads,
            words=words,
            beam_size=beam_size,
            short_encode=short_encode,
            onnx=onnx,
        )
        return cls(
            network.encoder,
            network.decoder,
            network.tokenizer,
            language,
            prompt=prompt,
            max_audio_s=max_audio_s,
            beams=load_beams(
                folder, network, size=alternatives, threads=max(_BEAM_THREADS, threads)
            ),
            dictation=network.dictation,
            # A recogniser of another size has other states.
            ears=ears if ears and ears.size == network.encoder.silence().shape[-1] else None,
        )

    def with_ears(self, ears: Ears) -> WhisperEngine:
        """Return the same engine with another second ear."""
        other = copy(self)
        if self._again is not None:
            other._again = replace(self._again, ears=ears)
        return other

    def warm(self) -> None:
        """Run once, so that the first caller does not pay for first-time allocations."""
        silence = np.zeros(RATE_HZ, dtype=np.int16)
        self._dictation.encode(silence)
        heard = self._decode(self._encoder, silence, self._prompt)
        if self._again is not None:
            self._again.warm(heard.encoded, self._start)

    def transcribe(
        self,
        audio: NDArray[np.int16],
        rate_hz: int,
        *,
        asked: str = "",
        draft: str = "",
        expected: Expected | None = None,
    ) -> Transcript:
        """Recognise one utterance. Silence and noise give an empty text.

        Args:
            audio: Mono samples, shape (n,), of any length.
            rate_hz: Must be 16000.
            asked: The question this may be a short answer to.
            draft: What was recognised in the beginning of the same utterance: saves time where
                the words are still the same.
            expected: What the agent asked for: several hypotheses are then weighed by it.

        Returns:
            The words; confidence is the mean probability per token.

        Raises:
            AudioError: Another rate, shape or dtype.
        """
        if rate_hz != RATE_HZ:
            raise AudioError(
                f"Whisper takes {RATE_HZ} Hz, got {rate_hz} Hz: convert with "
                f"voice_agent.audio.resample.resample(audio, {rate_hz}, {RATE_HZ})",
                stage="stt",
            )
        if audio.ndim != 1 or audio.dtype != np.int16:
            raise AudioError(
                f"expected mono int16 samples, got {audio.dtype} {audio.shape}", stage="stt"
            )
        said, prompt = self._prompt_text, self._prompt
        if asked and audio.size <= _SHORT_ANSWER:
            said, prompt = asked, self._decoder_prompt(asked)
        first = self._tokenizer.encode(f" {draft}") if draft else []
        # What was asked for is heard again anyway. A short word is guessed at with any prompt.
        unasked = expected is None and audio.size > _SHORT_ANSWER and prompt != self._start
        dictated = expected is not None and expected.kind == "value" and expected.dictated
        encoder = self._dictation if dictated else self._encoder
        pieces = enumerate(split_at_pauses(audio, RATE_HZ, self._max_audio_s))
        found = [
            self._recognise(encoder, piece, prompt, [] if number else first, unasked=unasked)
            for number, piece in pieces
        ]
        heard = [one for one in found if one is not None]
        audio_ms = 1000.0 * audio.size / RATE_HZ
        if not heard:
            return Transcript("", 0.0, audio_ms)
        if expected is not None and self._again is not None:
            expected = self._again.weighed_by(expected, heard[0].text)
        if expected is not None and self._again is not None and len(heard) == 1:
            prompts = [(said, prompt), ("", self._start)] if said else [("", self._start)]
            return self._weighed(self._again, heard[0], audio, prompts, expected)
        tokens = sum(piece.tokens + 1 for piece in heard)
        logprob = sum(piece.logprob * (piece.tokens + 1) for piece in heard) / tokens
        # Alternatives of several pieces would have to be combined; callers rarely talk so long.
        others = heard[0].others if len(heard) == 1 else ()
        text = " ".join(piece.text for piece in heard)
        return Transcript(text, math.exp(logprob), audio_ms, others)

    def _weighed(
        self,
        again: Again,
        heard: _Heard,
        audio: NDArray[np.int16],
        prompts: Sequence[tuple[str, list[int]]],
        expected: Expected,
    ) -> Transcript:
        first = Hypothesis(heard.text, heard.logprob * (heard.tokens + 1))
        at_most = min(_token_budget(audio.size), _MAX_TOKENS - len(prompts[0][1]))
        choice = again.hear(expected, heard.encoded, audio.size, prompts, at_most, first)
        # What is sure of what was asked for is sure, however the first text came about.
        confidence = max(math.exp(heard.logprob), choice.share if choice.dictated else 0.0)
        if choice.doubtful:
            # Below the least confidence of any policy: the agent asks again.
            confidence = min(confidence, _DOUBTFUL_YES)
        audio_ms = 1000.0 * audio.size / RATE_HZ
        return Transcript(
            choice.text, confidence, audio_ms, choice.others, choice.rival, choice.evidence
        )

    def _recognise(
        self,
        encoder: Encoder,
        audio: NDArray[np.int16],
        prompt: list[int],
        draft: Sequence[int],
        *,
        unasked: bool,
    ) -> _Heard | None:
        if rms_dbfs(audio) < _SILENT_DBFS:
            return None
        heard = self._decode(encoder, audio, prompt, draft)
        if unasked and heard.logprob < _UNSURE and not heard.looping:
            heard = self._likelier(heard, audio.size)
        if is_invented(heard.text, heard.no_speech, heard.logprob, self._language):
            return None
        if heard.looping:
            # What makes it loop is mostly a very short answer that looks like one of the prompt's;
            # 30 s, which take several times as long, are the last resort.
            lengths = [False, True] if prompt != self._start else [True]
            for whole in lengths:
                again = self._decode(encoder, audio, self._start, whole=whole)
                # Where a word really is said again and again, what ended by itself is shortest.
                heard = min(heard, again, key=lambda one: (one.looping, one.tokens))
                if not heard.looping:
                    break
        return heard

    def _decode(
        self,
        encoder: Encoder,
        audio: NDArray[np.int16],
        prompt: list[int],
        draft: Sequence[int] = (),
        *,
        whole: bool = False,
    ) -> _Heard:
        encoded = encoder.encode(audio, whole=whole)
        return self._written(encoded, audio.size, prompt, draft)

    def _likelier(self, heard: _Heard, samples: int) -> _Heard:
        """Return what is written without a prompt if that is likelier: a prompt can mislead."""
        draft = self._tokenizer.encode(f" {heard.text}") if heard.text else []
        plain = self._written(heard.encoded, samples, self._start, draft)
        return plain if plain.logprob > heard.logprob and not plain.looping else heard

    def _written(
        self, encoded: Floats, samples: int, prompt: list[int], draft: Sequence[int]
    ) -> _Heard:
        budget = _token_budget(samples)
        at_most = min(budget, _MAX_TOKENS - len(prompt))
        decoded = self._decoder.decode(encoded, prompt, at_most, draft)
        text, *others = (self._text(ids) for ids in (decoded.ids, *decoded.others))
        # Hypotheses may differ in their tokens and not in their text.
        distinct = tuple(other for other in dict.fromkeys(others) if other and other != text)
        looping = len(decoded.ids) >= budget - 1 or is_looping(text, self._language)
        return _Heard(
            text, len(decoded.ids), decoded.logprob, decoded.no_speech, looping, distinct, encoded
        )

    def _text(self, ids: Sequence[int]) -> str:
        text: str = self._tokenizer.decode(list(ids))
        return text.strip()

    def _decoder_prompt(self, text: str) -> list[int]:
        tokenizer = self._tokenizer
        if not text.strip():
            return self._start
        said = tokenizer.encode(" " + text.strip())[-_MAX_PROMPT_TOKENS:]
        return [tokenizer.sot_prev, *said, *self._start]


def _token_budget(samples: int) -> int:
    return _TOKENS_AT_LEAST + int(_TOKENS_PER_S * samples / RATE_HZ)


def make(
    context: EngineContext,
    *,
    model: str = "whisper-tiny.en",
    threads: int = 1,
    beam_size: int = 1,
    prompt: bool = True,
    short_encode: bool = True,
    onnx: bool = True,
    alternatives: int = 5,
    ears: str = MODEL,
) -> WhisperEngine:
    """Make the engine for a pipeline."""
    return WhisperEngine.load(
        context.models.path(model),
        language=context.playbook.lang,
        threads=threads,
        beam_size=beam_size,
        prompt=vocabulary_prompt(context.playbook) if prompt else "",
        words=expected_words(context.playbook) if prompt else (),
        short_encode=short_encode,
        onnx=onnx,
        alternatives=alternatives,
        ears=Ears(context.models.path(ears) / FILE) if ears else None,
    )
