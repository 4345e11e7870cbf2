from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ctranslate2
import numpy as np
import pytest

from voice_agent.core.errors import AudioError, ConfigError
from voice_agent.language import EntitySpec, en
from voice_agent.stt.ears.symbols import SYMBOLS
from voice_agent.stt.expected import Expected
from voice_agent.stt.network.contract import Decoded
from voice_agent.stt.network.ctranslate2 import CTranslate2Encoder
from voice_agent.stt.whisper import WhisperEngine

WORDS = ["can", "i", "have", "a", "latte", "please", "you", "thank", "and", "then", "yes", "no"]
SPECIAL = ["<|endoftext|>", "<|startoftranscript|>", "<|startofprev|>", "<|notimestamps|>"]
_START = ("<|startoftranscript|>", "<|notimestamps|>")
VOCABULARY = {word: index for index, word in enumerate([*WORDS, *SPECIAL])}


class ScriptedWhisper:
    """Stands for ``faster_whisper.WhisperModel``, its tokenizer and the decoder: says what it is
    told, keeps what it got.
    """

    sot_sequence = (VOCABULARY["<|startoftranscript|>"],)
    no_timestamps = VOCABULARY["<|notimestamps|>"]
    sot_prev = VOCABULARY["<|startofprev|>"]

    def __init__(self, *answers: tuple[str, float, float]) -> None:
        self.answers = list(answers)
        self.encoded_frames: list[int] = []
        self.heard: list[np.ndarray] = []
        self.prompts: list[list[int]] = []
        self.drafts: list[list[int]] = []
        self.at_most: list[int] = []

    def feature_extractor(self, waveform: np.ndarray, padding: int) -> np.ndarray:
        assert padding == 0
        frames = waveform[: waveform.size // 160 * 160].reshape(-1, 160)
        return np.repeat(np.abs(frames).max(axis=1)[None], 80, axis=0)

    def tokens(self, text: str) -> list[int]:
        return [VOCABULARY[word] for word in text.split()]

    def text(self, ids: list[int]) -> str:
        return " ".join(list(VOCABULARY)[one] for one in ids)

    def features(self, features: np.ndarray) -> Any:
        self.encoded_frames.append(features.shape[2])
        loudness = features[0, 0].reshape(-1, 2).max(axis=1)
        out = np.repeat(loudness[None, :, None], 4, axis=2).astype(np.float32)
        return ctranslate2.StorageView.from_array(np.ascontiguousarray(out))

    def decode(
        self, encoded: np.ndarray, prompt: list[int], at_most: int, draft: list[int]
    ) -> Decoded:
        self.heard.append(encoded)
        self.prompts.append(prompt)
        self.drafts.append(draft)
        self.at_most.append(at_most)
        text, logprob, no_speech = self.answers.pop(0)
        return Decoded(tuple(self.tokens(text)), logprob, no_speech)


def engine(
    whisper: ScriptedWhisper,
    *,
    short: bool = True,
    prompt: str = "",
    beams: Any = None,
    dictation: Any = None,
) -> WhisperEngine:
    model = SimpleNamespace(feature_extractor=whisper.feature_extractor, encode=whisper.features)
    tokenizer = SimpleNamespace(
        sot_sequence=whisper.sot_sequence,
        no_timestamps=whisper.no_timestamps,
        sot_prev=whisper.sot_prev,
        encode=whisper.tokens,
        decode=whisper.text,
    )
    encoder = CTranslate2Encoder(model, short=short)
    return WhisperEngine(
        encoder,
        whisper,
        tokenizer,
        en,
        prompt=prompt,
        max_audio_s=28.0,
        beams=beams,
        dictation=dictation,
    )


def speech(seconds: float = 2.0) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 3000, int(16_000 * seconds)).astype(np.int16)


def test_the_words_with_the_mean_token_probability() -> None:
    whisper = ScriptedWhisper(("can i have a latte", -0.2, 0.01))
    transcript = engine(whisper).transcribe(speech(2.0), 16_000)
    assert transcript.text == "can i have a latte"
    assert transcript.confidence == pytest.approx(math.exp(-0.2))
    assert transcript.audio_ms == 2000


def test_the_utterance_and_4_s_are_encoded() -> None:
    whisper = ScriptedWhisper(("a latte", -0.1, 0.0))
    engine(whisper).transcribe(speech(2.0), 16_000)
    assert whisper.encoded_frames == [600]
    heard = whisper.heard[0]
    assert heard.shape == (300, 4)
    assert heard[:100].min() > 0
    assert not heard[101:].any()


def test_utterances_of_all_lengths_are_encoded_at_few_lengths() -> None:
    lengths = [1.0 + 0.07 * n for n in range(40)]
    whisper = ScriptedWhisper(*[("a latte", -0.1, 0.0)] * len(lengths))
    listening = engine(whisper)
    for seconds in lengths:
        listening.transcribe(speech(seconds), 16_000)
    assert set(whisper.encoded_frames) == {500, 550, 600, 650, 700, 750, 800}
    assert all(
        100 * (seconds + 4.0) <= frames
        for seconds, frames in zip(lengths, whisper.encoded_frames, strict=True)
    )


def test_thirty_seconds_are_encoded_when_asked_for() -> None:
    whisper = ScriptedWhisper(("a latte", -0.1, 0.0))
    engine(whisper, short=False).transcribe(speech(2.0), 16_000)
    assert whisper.encoded_frames == [3000]


def test_the_prompt_goes_before_the_transcript() -> None:
    whisper = ScriptedWhisper(("a latte", -0.1, 0.0))
    engine(whisper, prompt="can i have").transcribe(speech(), 16_000)
    names = ["<|startofprev|>", "can", "i", "have", "<|startoftranscript|>", "<|notimestamps|>"]
    assert whisper.prompts == [[VOCABULARY[name] for name in names]]


def test_a_prompt_that_is_too_long_keeps_its_end() -> None:
    whisper = ScriptedWhisper(("a latte", -0.1, 0.0))
    engine(whisper, prompt="can " * 500 + "please").transcribe(speech(), 16_000)
    assert len(whisper.prompts[0]) == 223 + 3
    assert whisper.prompts[0][-3] == VOCABULARY["please"]


def test_more_words_than_anyone_can_say_in_the_time_are_cut_off() -> None:
    whisper = ScriptedWhisper(("a latte", -0.1, 0.0), ("a latte", -0.1, 0.0))
    made = engine(whisper)
    made.transcribe(speech(1.0), 16_000)
    made.transcribe(speech(28.0), 16_000)
    assert whisper.at_most == [12 + 8, 12 + 8 * 28]


@pytest.mark.parametrize("loop", ["can i have a latte " * 3, "a you " * 14])
def test_a_loop_is_tried_once_more_without_the_prompt(loop: str) -> None:
    whisper = ScriptedWhisper((loop, -0.3, 0.0), ("can i have a latte", -0.5, 0.0))
    made = engine(whisper, prompt="please")
    assert made.transcribe(speech(), 16_000).text == "can i have a latte"
    assert [len(prompt) for prompt in whisper.prompts] == [4, 2]


def test_what_loops_without_the_prompt_too_is_heard_in_30_s() -> None:
    loop = ("can i have a latte " * 3, -0.3, 0.0)
    whisper = ScriptedWhisper(loop, loop, ("can i have a latte", -0.5, 0.0))
    heard = engine(whisper, prompt="please").transcribe(speech(), 16_000).text
    assert heard == "can i have a latte"
    assert whisper.encoded_frames == [600, 600, 3000]


def test_tries_that_loop_as_well_are_not_taken() -> None:
    loop = "can i have a latte " * 3
    more = (loop + "and then", -0.3, 0.0)
    whisper = ScriptedWhisper((loop, -0.3, 0.0), more, more)
    heard = engine(whisper, prompt="please").transcribe(speech(), 16_000).text
    assert heard == loop.strip()


def test_of_tries_that_all_loop_the_shortest_is_taken() -> None:
    word = "latte "
    endless, ended = (word * 60, -0.1, 0.0), (word * 6, -0.2, 0.0)
    whisper = ScriptedWhisper(endless, endless, ended)
    heard = engine(whisper, prompt="please").transcribe(speech(), 16_000).text
    assert heard == ended[0].strip()


def test_without_a_prompt_a_loop_is_tried_in_30_s_at_once() -> None:
    loop = "can i have a latte " * 3
    whisper = ScriptedWhisper((loop, -0.3, 0.0), ("can i have a latte", -0.5, 0.0))
    assert engine(whisper).transcribe(speech(), 16_000).text == "can i have a latte"
    assert whisper.encoded_frames == [600, 3000]


@pytest.mark.parametrize(
    "answer", [("you", -0.5, 0.9), ("thank you", -0.9, 0.2), ("can i have", -2.0, 0.1)]
)
def test_invented_words_are_an_empty_transcript(answer: tuple[str, float, float]) -> None:
    transcript = engine(ScriptedWhisper(answer)).transcribe(speech(), 16_000)
    assert (transcript.text, transcript.confidence) == ("", 0.0)


@pytest.mark.parametrize("samples", [0, 1, 16_000])
def test_silence_is_not_even_decoded(samples: int) -> None:
    whisper = ScriptedWhisper()
    transcript = engine(whisper).transcribe(np.zeros(samples, np.int16), 16_000)
    assert transcript.text == ""
    assert whisper.encoded_frames == []


def test_a_very_long_turn_is_decoded_in_pieces_and_joined() -> None:
    whisper = ScriptedWhisper(
        ("can i have", -0.1, 0.0), ("you", -0.5, 0.9), ("a latte please", -0.3, 0.0)
    )
    transcript = engine(whisper).transcribe(speech(60.0), 16_000)
    assert transcript.text == "can i have a latte please"
    assert transcript.confidence == pytest.approx(math.exp(-0.2), abs=0.01)
    assert transcript.audio_ms == 60_000
    assert all(len(heard) <= 1500 for heard in whisper.heard)


def test_what_was_heard_so_far_is_the_draft_of_the_first_piece_alone() -> None:
    whisper = ScriptedWhisper(*[("can i have", -0.1, 0.0)] * 3)
    engine(whisper).transcribe(speech(60.0), 16_000, draft="can i")
    assert whisper.drafts == [[VOCABULARY["can"], VOCABULARY["i"]], [], []]


def test_the_second_try_of_a_loop_takes_no_draft() -> None:
    loop = "can i have a latte " * 3
    whisper = ScriptedWhisper((loop, -0.3, 0.0), ("can i have a latte", -0.5, 0.0))
    engine(whisper, prompt="please").transcribe(speech(), 16_000, draft="can i")
    assert [len(draft) for draft in whisper.drafts] == [2, 0]


@pytest.mark.parametrize("rate_hz", [8000, 44_100])
def test_another_rate_says_how_to_convert(rate_hz: int) -> None:
    with pytest.raises(AudioError, match=rf"resample\(audio, {rate_hz}, 16000\)"):
        engine(ScriptedWhisper()).transcribe(speech(), rate_hz)


def test_floats_and_stereo_are_refused() -> None:
    made = engine(ScriptedWhisper())
    with pytest.raises(AudioError, match="float32"):
        made.transcribe(speech().astype(np.float32), 16_000)  # type: ignore[arg-type]
    with pytest.raises(AudioError, match="mono"):
        made.transcribe(speech().reshape(-1, 2), 16_000)


def test_an_argument_out_of_range_is_one_clear_error(tmp_path: Path) -> None:
    for seconds in (0.5, 60):
        with pytest.raises(ConfigError, match="max_audio_s: expected 1 to 28 seconds, got"):
            WhisperEngine.load(tmp_path, language=en, max_audio_s=seconds)
    with pytest.raises(ConfigError, match=r"args\.beam_size: expected 1 or more, got 0"):
        WhisperEngine.load(tmp_path, language=en, beam_size=0)


def test_further_hypotheses_are_alternatives_if_their_text_differs() -> None:
    whisper = ScriptedWhisper(("can i have a latte", -0.2, 0.01), ("you", -0.2, 0.01))

    def decode(*arguments: Any) -> Decoded:
        found = ScriptedWhisper.decode(whisper, *arguments)
        others = ("can i have", "can i have a latte", "can i have", "")
        return replace(found, others=tuple(tuple(whisper.tokens(text)) for text in others))

    whisper.decode = decode  # type: ignore[method-assign]
    assert engine(whisper).transcribe(speech(2.0), 16_000).alternatives == ("can i have",)


def test_a_turn_of_several_pieces_has_no_alternatives() -> None:
    whisper = ScriptedWhisper(*[("can i have", -0.2, 0.01)] * 2)

    def decode(*arguments: Any) -> Decoded:
        return replace(
            ScriptedWhisper.decode(whisper, *arguments), others=(tuple(whisper.tokens("latte")),)
        )

    whisper.decode = decode  # type: ignore[method-assign]
    transcript = engine(whisper).transcribe(speech(40.0), 16_000)
    assert transcript.text == "can i have can i have"
    assert transcript.alternatives == ()


DRINK = EntitySpec(kind="list", values={"latte": []})


class Beams:
    """Stands for a decoder of several hypotheses."""

    def __init__(self, whisper: ScriptedWhisper, *texts: tuple[str, float]) -> None:
        self.whisper, self.texts, self.prompts = whisper, texts, list[list[int]]()

    def decode(self, encoded: Any, prompt: list[int], at_most: int) -> Decoded:
        self.prompts.append(prompt)
        (first, logprob), *others = self.texts
        return Decoded(
            tuple(self.whisper.tokens(first)),
            logprob,
            0.0,
            tuple(tuple(self.whisper.tokens(text)) for text, _ in others),
            tuple(score for _, score in others),
        )


def test_what_was_asked_for_outweighs_what_is_a_little_likelier() -> None:
    whisper = ScriptedWhisper(*[("a and please", -0.2, 0.01)] * 2)
    beams = Beams(whisper, ("a and please", -0.2), ("a latte please", -0.5))
    hearing = engine(whisper, beams=beams)
    expected = Expected("value", date(2026, 11, 30), DRINK)
    assert hearing.hears_expected
    transcript = hearing.transcribe(speech(), 16_000, expected=expected)
    assert transcript.text == "a latte please"
    assert transcript.alternatives == ("a and please",)
    # Where nothing is expected there is one hypothesis, at no cost.
    assert hearing.transcribe(speech(), 16_000).text == "a and please"
    assert len(beams.prompts) == 1


def test_a_doubtful_yes_is_heard_too_poorly() -> None:
    whisper = ScriptedWhisper(("yes", -0.2, 0.01))
    beams = Beams(whisper, ("yes", -0.2), ("no", -0.3))
    expected = Expected("consent", date(2026, 11, 30), question="Shall I?")
    transcript = engine(whisper, beams=beams).transcribe(speech(1), 16_000, expected=expected)
    assert (transcript.text, transcript.alternatives) == ("yes", ("no",))
    assert transcript.confidence == 0.1


def test_a_short_answer_is_heard_with_the_question_as_prompt() -> None:
    whisper = ScriptedWhisper(("latte", -0.2, 0.01))
    beams = Beams(whisper, ("latte", -0.2))
    expected = Expected("value", date(2026, 11, 30), DRINK, "can i have")
    engine(whisper, prompt="thank you", beams=beams).transcribe(
        speech(1), 16_000, asked="can i have", expected=expected
    )
    assert beams.prompts == whisper.prompts
    assert VOCABULARY["can"] in beams.prompts[0]


@pytest.mark.parametrize(
    ("plain", "text"),
    [(("can i have", -0.4, 0.01), "can i have"), (("can i", -0.9, 0.01), "a latte")],
)
def test_an_unsure_text_is_compared_with_what_is_written_without_the_prompt(
    plain: tuple[str, float, float], text: str
) -> None:
    whisper = ScriptedWhisper(("a latte", -0.6, 0.01), plain)
    hearing = engine(whisper, prompt="thank you")
    assert hearing.transcribe(speech(4), 16_000).text == text
    assert whisper.prompts[1] == [VOCABULARY[one] for one in SPECIAL if one in _START]
    assert whisper.drafts[1] == whisper.tokens("a latte")
    assert len(whisper.encoded_frames) == 1


def test_speech_that_the_prompt_makes_hopeless_is_not_lost() -> None:
    whisper = ScriptedWhisper(("a latte", -1.9, 0.02), ("can can can", -0.3, 0.2))
    assert engine(whisper, prompt="thank you").transcribe(speech(4), 16_000).text == "can can can"


def test_a_sure_text_and_a_short_answer_are_written_once() -> None:
    whisper = ScriptedWhisper(("a latte", -0.2, 0.01), ("latte", -0.6, 0.01), ("you", -0.6, 0.0))
    hearing = engine(whisper, prompt="thank you")
    assert hearing.transcribe(speech(4), 16_000).text == "a latte"
    assert hearing.transcribe(speech(1), 16_000, asked="can i have").text == "latte"
    assert hearing.transcribe(speech(2), 16_000).text == "you"
    assert len(whisper.prompts) == 3


def test_the_same_engine_can_have_another_second_ear() -> None:
    whisper = ScriptedWhisper(("yes", -0.2, 0.01), ("yes", -0.2, 0.01))
    hearing = engine(whisper, beams=Beams(whisper, ("yes", -0.2)))
    listened: list[int] = []

    def listen(states: np.ndarray) -> np.ndarray:
        listened.append(len(states))
        return np.log(np.full((len(states) // 2, len(SYMBOLS)), 1 / len(SYMBOLS), np.float32))

    other: Any = SimpleNamespace(listen=listen)
    expected = Expected("consent", date(2026, 11, 30), question="Shall I?")
    hearing.with_ears(other).transcribe(speech(1), 16_000, expected=expected)
    assert len(listened) == 1
    hearing.transcribe(speech(1), 16_000, expected=expected)
    assert len(listened) == 1


@pytest.mark.parametrize(("kind", "dictated"), [("digits", True), ("name", True), ("date", False)])
def test_what_is_dictated_has_an_encoder_of_its_own(kind: Any, dictated: bool) -> None:
    asked: list[int] = []

    class Dictation:
        def encode(self, audio: np.ndarray, *, whole: bool = False) -> np.ndarray:
            asked.append(audio.size)
            return np.zeros((100, 4), np.float32)

    expected = Expected("value", date(2026, 6, 1), EntitySpec(kind=kind), "Which one?")
    whisper = ScriptedWhisper(("a latte", -0.1, 0.0))
    engine(whisper, dictation=Dictation()).transcribe(speech(1), 16_000, expected=expected)
    assert asked == [16_000] * dictated
