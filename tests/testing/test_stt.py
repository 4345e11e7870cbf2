from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from voice_agent.core.errors import AudioError
from voice_agent.core.turn import Transcript
from voice_agent.testing.sounds import vowel
from voice_agent.testing.stt import check, checked

NOTHING = Transcript("", 0.0)


def heard(audio: np.ndarray) -> Transcript:
    """A voice is what is loud in two thirds of its pieces, and has a pitch of 120 Hz."""
    if audio.size < 8000:
        return NOTHING
    spectrum = np.abs(np.fft.rfft(audio[-16_000:].astype(float), 16_000))
    voiced = spectrum[700:760].sum() > 20 * spectrum[3000:3060].sum()
    return Transcript("ah", 0.9, 62.5 * audio.size / 1000) if voiced else NOTHING


class Good:
    def transcribe(
        self, audio: np.ndarray, rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        if rate_hz != 16_000:
            raise AudioError("expected 16000 Hz")
        return heard(audio)


class Async(Good):
    async def transcribe(self, *args: Any, **kwargs: Any) -> Transcript:  # type: ignore[override]
        await asyncio.sleep(0.001)
        return super().transcribe(*args, **kwargs)


class Session:
    def __init__(self, on_partial: Callable[[Transcript], None]) -> None:
        self.on_partial = on_partial
        self.pieces: list[np.ndarray] = []

    async def begin(self) -> None:
        self.pieces.clear()

    async def push(self, audio: np.ndarray) -> None:
        self.pieces.append(audio)

    async def transcript(self, *, asked: str = "") -> Transcript:
        await asyncio.sleep(0.001)
        said = heard(np.concatenate([np.zeros(0, np.int16), *self.pieces]))
        self.on_partial(said)
        return said

    async def close(self) -> None:
        self.pieces.clear()


class Streaming:
    kind: type[Session] = Session

    def session(self, rate_hz: int, on_partial: Callable[[Transcript], None]) -> Session:
        if rate_hz != 16_000:
            raise AudioError("expected 16000 Hz")
        return self.kind(on_partial)


@pytest.mark.parametrize("engine", [Good, Async, Streaming])
def test_a_good_recogniser_of_each_form_passes(engine: type[Any]) -> None:
    report = check(engine(), speech=(vowel(1.0), "ah"), at_once=3)
    assert report.ok, report
    assert len(report.checks) == {Good: 10, Async: 11, Streaming: 14}[engine]


class Text(Good):
    def transcribe(self, *args: Any, **kwargs: Any) -> Any:
        return "ah"


class Invents(Good):
    def transcribe(self, *args: Any, **kwargs: Any) -> Transcript:
        return Transcript("Thanks for watching!", 0.9)


class Sure(Good):
    def transcribe(self, *args: Any, **kwargs: Any) -> Transcript:
        return Transcript("", 1.0)


class NeedsAudio(Good):
    def transcribe(self, audio: np.ndarray, *args: Any, **kwargs: Any) -> Transcript:
        assert np.abs(audio).max() >= 0
        return NOTHING


class Rates(Good):
    def transcribe(self, audio: np.ndarray, rate_hz: int, **kwargs: Any) -> Transcript:
        assert rate_hz == 16_000
        return heard(audio)


class Writes(Good):
    def transcribe(self, audio: np.ndarray, *args: Any, **kwargs: Any) -> Transcript:
        audio *= 1
        return super().transcribe(audio, *args, **kwargs)


class Ascii(Good):
    def transcribe(self, *args: Any, asked: str = "", draft: str = "") -> Transcript:
        asked.encode("ascii")
        return heard(args[0])


class OldForm(Good):
    def transcribe(self, audio: np.ndarray, rate_hz: int) -> Transcript:  # type: ignore[override]
        return heard(audio)


class Hidden(Good):
    def transcribe(self, *args: Any, **kwargs: Any) -> Any:
        return Async().transcribe(*args, **kwargs)


class Keeps(Good):
    kept: list[np.ndarray] = []  # noqa: RUF012

    def transcribe(self, audio: np.ndarray, *args: Any, **kwargs: Any) -> Transcript:
        self.kept.append(audio.copy())
        return super().transcribe(audio, *args, **kwargs)


class Remembers(Session):
    async def begin(self) -> None:
        pass


class Once(Session):
    asked = False

    async def transcript(self, *, asked: str = "") -> Transcript:
        if self.asked:
            raise RuntimeError("the utterance is over")
        self.asked = True
        return await super().transcript(asked=asked)


class Elsewhere(Session):
    async def transcript(self, *, asked: str = "") -> Transcript:
        thread = threading.Thread(target=self.on_partial, args=(NOTHING,), name="socket")
        thread.start()
        thread.join()
        return await super().transcript(asked=asked)


class ClosesOnce(Session):
    async def close(self) -> None:
        assert self.pieces, "nothing was begun"


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (Text, "gives a transcript of an utterance: gives str; expected a Transcript"),
        (Invents, "invents no text .*: recognises 'Thanks for watching!' in nothing; expected no"),
        (Sure, "gives a transcript .*: confidence is 1.0 for no text; expected 0"),
        (NeedsAudio, "invents no text .*: raises ValueError: zero-size array"),
        (Rates, "takes other rates, or raises AudioError: raises AssertionError"),
        (Writes, "leaves the audio unchanged: raises ValueError: output array is read-only"),
        (Ascii, "takes the agent's question in any script: raises UnicodeEncodeError"),
        (OldForm, "takes the agent's question in any script: raises TypeError: .*'asked'"),
        (
            Hidden,
            r"gives a transcript .*: transcribe\(\) returns a coroutine: declare it with 'asy",
        ),
        (Keeps, "does not keep memory: memory grows by"),
        (
            Remembers,
            r"may be asked again .*: recognises 'ah' of the utterance before; begin\(\) mus",
        ),
        (Once, "may be asked again .*: raises RuntimeError: the utterance is over"),
        (
            Elsewhere,
            "tells partial transcripts .*: calls on_partial in thread .'socket'.; expected",
        ),
        (ClosesOnce, "can be closed at any time: raises AssertionError: nothing was begun"),
    ],
)
def test_each_fault_has_its_line(engine: type[Any], says: str) -> None:
    made = engine() if issubclass(engine, Good) else Streaming()
    if not issubclass(engine, Good):
        made.kind = engine
    problems = [str(check) for check in check(made).problems]
    assert any(re.match(says, problem) for problem in problems), problems


def test_speech_that_is_not_recognised_is_named() -> None:
    report = check(Good(), speech=(vowel(1.0), "latte"))
    assert [str(problem) for problem in report.problems] == [
        "recognises what is said: recognises 'ah'; expected 'latte' in it"
    ]


@pytest.mark.parametrize(
    ("transcript", "says"),
    [
        (Transcript(None, 0.0), "text is None; expected a str"),  # type: ignore[arg-type]
        (Transcript("a", 1.5), "confidence is 1.5; expected 0 to 1"),
        (Transcript("a", 0.5, 0.0, ["b"]), "alternatives are .'b'.; expected a tuple of str"),  # type: ignore[arg-type]
    ],
)
def test_each_field_is_checked(transcript: Transcript, says: str) -> None:
    with pytest.raises(Exception, match=says):
        checked(transcript)
