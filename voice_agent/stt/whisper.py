"""Whisper through CTranslate2, without paying for 30 seconds each time.

Whisper's encoder always reads 30 s, most of it silence after a short utterance. Here the
encoder reads the utterance and a few seconds of silence, and what it makes of more silence,
computed once, is put behind them. The decoder sees the 30 s it was trained on, so it knows
where speech ends and does not loop, which it does when the encoder's output is merely short.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio import FULL_SCALE, rms_dbfs
from voice_agent.errors import AudioError, ConfigError, ModelError
from voice_agent.events import Transcript
from voice_agent.stt.guards import is_invented, is_looping
from voice_agent.stt.windows import split_at_pauses

_RATE_HZ = 16_000
_WHISPER_S = 30.0
_WHISPER_SAMPLES = int(_WHISPER_S * _RATE_HZ)
# Silence that is encoded with the utterance. With 0.3 s of it a third of the single digits that
# 30 s get right were lost, and one word in a hundred; with 4 s neither, for 12 ms more.
_PADDING = 4 * _RATE_HZ
# For each length it has not seen the library compiles and keeps kernels, more than 1 MB an
# utterance: in steps of half a second there are few lengths.
_STEP = _RATE_HZ // 2
# Below this there is nothing to hear, and nothing to spend 80 ms on.
_SILENT_DBFS = -70.0
# Fast speech has about 7 tokens a second. More is a loop, which stops here.
_TOKENS_PER_S = 8
_TOKENS_AT_LEAST = 12
_MAX_TOKENS = 448
# A playbook's sentences in the prompt make "On Friday" into "Unfreeze": of 108 short answers 76
# were right with them, 89 without a prompt, 92 with nothing but the agent's question. Speech of
# up to about 2.5 s, with the silence around it, is such an answer.
_SHORT_ANSWER = 3 * _RATE_HZ
_MAX_PROMPT_TOKENS = _MAX_TOKENS // 2 - 1


@dataclass(frozen=True, slots=True)
class _Decoded:
    text: str
    tokens: int
    logprob: float
    no_speech: float
    looping: bool


class WhisperEngine:
    """One Whisper for all calls, English. CTranslate2 queues calls from several threads."""

    def __init__(
        self,
        encoder: Any,
        decoder: Any,
        *,
        prompt: str,
        beam_size: int,
        max_audio_s: float,
        short_encode: bool,
    ) -> None:
        from faster_whisper.tokenizer import Tokenizer

        self._encoder = encoder
        self._decoder = decoder
        self._beam_size = beam_size
        self._max_audio_s = max_audio_s
        self._tokenizer = Tokenizer(
            decoder.hf_tokenizer, decoder.model.is_multilingual, task="transcribe", language="en"
        )
        self._start = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        self._prompt = self._decoder_prompt(prompt)
        self._short = short_encode
        self._silence = np.asarray(self._encode(np.zeros(0, dtype=np.int16), short=False))

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        threads: int = 2,
        prompt: str = "",
        beam_size: int = 1,
        max_audio_s: float = 28.0,
        short_encode: bool = True,
    ) -> WhisperEngine:
        """Load a CTranslate2 Whisper folder (``model.bin``, ``tokenizer.json``...).

        Args:
            folder: The model.
            threads: Threads that encode one utterance. Its words are decoded on one: a token is
                too little work to share. More than one load the model twice, 0.1 GB.
            prompt: Text the decoder takes as said just before; see ``vocabulary_prompt``.
            beam_size: Hypotheses kept while decoding; 1 is greedy.
            max_audio_s: Longer utterances are decoded in pieces of at most this length.
            short_encode: Encode the utterance alone instead of 30 s.

        Raises:
            ModelError: The folder is missing or is not such a model.
            ConfigError: An argument out of range.
        """
        from faster_whisper import WhisperModel

        if not 1.0 <= max_audio_s <= 28.0:
            raise ConfigError(f"stt.max_audio_s: expected 1 to 28 seconds, got {max_audio_s}")
        if beam_size < 1:
            raise ConfigError(f"stt.beam_size: expected 1 or more, got {beam_size}")
        if not (folder / "model.bin").is_file():
            raise ModelError(f"{folder}: no model.bin; expected a CTranslate2 Whisper folder")

        def model(threads: int) -> Any:
            return WhisperModel(
                str(folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=threads,
                num_workers=1,
                local_files_only=True,
            )

        try:
            decoder = model(1)
            encoder = decoder if threads == 1 else model(threads)
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{folder}: not a usable Whisper model: {error}") from error
        return cls(
            encoder,
            decoder,
            prompt=prompt,
            beam_size=beam_size,
            max_audio_s=max_audio_s,
            short_encode=short_encode,
        )

    def warm(self) -> None:
        """Run once, so that the first caller does not pay for first-time allocations."""
        self._decode(np.zeros(_RATE_HZ, dtype=np.int16), self._prompt)

    def transcribe(self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "") -> Transcript:
        """Recognise one utterance. Silence and noise give an empty text.

        Args:
            audio: Mono samples, shape (n,), of any length.
            rate_hz: Must be 16000.
            asked: The question this may be a short answer to.

        Returns:
            The words; confidence is the mean probability per token.

        Raises:
            AudioError: Another rate, shape or dtype.
        """
        if rate_hz != _RATE_HZ:
            raise AudioError(
                f"Whisper takes {_RATE_HZ} Hz, got {rate_hz} Hz: convert with "
                f"voice_agent.audio.resample(audio, {rate_hz}, {_RATE_HZ})",
                stage="stt",
            )
        if audio.ndim != 1 or audio.dtype != np.int16:
            raise AudioError(
                f"expected mono int16 samples, got {audio.dtype} {audio.shape}", stage="stt"
            )
        prompt = self._prompt
        if asked and audio.size <= _SHORT_ANSWER:
            prompt = self._decoder_prompt(asked)
        heard = [
            decoded
            for piece in split_at_pauses(audio, _RATE_HZ, self._max_audio_s)
            if (decoded := self._recognise(piece, prompt)) is not None
        ]
        audio_ms = 1000.0 * audio.size / _RATE_HZ
        if not heard:
            return Transcript("", 0.0, audio_ms)
        tokens = sum(piece.tokens + 1 for piece in heard)
        logprob = sum(piece.logprob * (piece.tokens + 1) for piece in heard) / tokens
        return Transcript(" ".join(piece.text for piece in heard), math.exp(logprob), audio_ms)

    def _recognise(self, audio: NDArray[np.int16], prompt: list[int]) -> _Decoded | None:
        if rms_dbfs(audio) < _SILENT_DBFS:
            return None
        decoded = self._decode(audio, prompt)
        if is_invented(decoded.text, decoded.no_speech, decoded.logprob):
            return None
        if decoded.looping and prompt != self._start:
            # What makes it loop is a very short answer that looks like one of the prompt's.
            second = self._decode(audio, self._start)
            if not second.looping:
                decoded = second
        return decoded

    def _decode(self, audio: NDArray[np.int16], prompt: list[int]) -> _Decoded:
        encoded = self._encode(audio, short=self._short)
        budget = _TOKENS_AT_LEAST + int(_TOKENS_PER_S * audio.size / _RATE_HZ)
        result = self._decoder.model.generate(
            encoded,
            [prompt],
            beam_size=self._beam_size,
            max_length=min(_MAX_TOKENS, len(prompt) + budget),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        ids = result.sequences_ids[0]
        # The score is the mean over the text tokens of a sum that includes the end token.
        logprob = result.scores[0] * len(ids) / (len(ids) + 1)
        text = self._tokenizer.decode(ids).strip()
        looping = len(ids) >= budget - 1 or is_looping(text)
        return _Decoded(text, len(ids), logprob, result.no_speech_prob, looping)

    def _encode(self, audio: NDArray[np.int16], *, short: bool) -> Any:
        import ctranslate2

        padded = -(-(audio.size + _PADDING) // _STEP) * _STEP
        samples = min(padded, _WHISPER_SAMPLES) if short else _WHISPER_SAMPLES
        waveform = np.zeros(samples, dtype=np.float32)
        np.divide(audio, FULL_SCALE, out=waveform[: audio.size])
        features = self._encoder.feature_extractor(waveform, padding=0)
        encoded = self._encoder.encode(features[None, :, : features.shape[1] // 2 * 2])
        if not short:
            return encoded
        spoken = np.asarray(encoded)
        whole = np.concatenate((spoken, self._silence[:, spoken.shape[1] :]), axis=1)
        return ctranslate2.StorageView.from_array(np.ascontiguousarray(whole))

    def _decoder_prompt(self, text: str) -> list[int]:
        tokenizer = self._tokenizer
        if not text.strip():
            return self._start
        said = tokenizer.encode(" " + text.strip())[-_MAX_PROMPT_TOKENS:]
        return [tokenizer.sot_prev, *said, *self._start]
