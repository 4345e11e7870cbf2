"""The contract of a recogniser, as a list of checks, for all three forms of engines.

``voice_agent.testing.stt.check(engine)`` runs them; no test framework is needed.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import numpy as np

from voice_agent.core.errors import AudioError
from voice_agent.core.turn import Transcript
from voice_agent.stt.engine import is_streaming
from voice_agent.testing.kit import (
    HUGE,
    BrokenContractError,
    Kit,
    Probe,
    Step,
    cancellable,
    expect,
    forgetful,
    from_several_threads,
    off_the_loop,
    only_if,
)
from voice_agent.testing.report import Report
from voice_agent.testing.sounds import RATE_HZ, Samples, noise, not_speech, own, read_only, vowel

ASKED = "How much? Größe, 大小 👍"

_UTTERANCE = np.concatenate((vowel(1.0), noise(0.2, 30)))
_UTTERANCES = (_UTTERANCE, np.concatenate((vowel(0.5), noise(0.2, 30))), noise(0.5, 30))
_MINUTE = np.concatenate((_UTTERANCE, noise(58, 30), _UTTERANCE))
_PIECE = RATE_HZ // 50


class SttProbe(Probe):
    """A recogniser and the way to ask it, whichever form it has.

    Args:
        engine: The engine.
        speech: Audio at 16 kHz and words that have to be found in it.
        options: See ``Probe``.
    """

    def __init__(
        self, engine: Any, *, speech: tuple[Samples, str] | None = None, **options: Any
    ) -> None:
        super().__init__("stt", engine, **options)
        self.speech = speech
        self.streaming = is_streaming(engine)

    async def recognise(
        self, audio: Samples, *, rate_hz: int = RATE_HZ, longer: int = 1, **kwargs: Any
    ) -> Transcript:
        """Recognise one utterance; anything but a sound transcript is a broken contract."""
        audio = own(audio)
        if self.streaming:
            kwargs.pop("draft", None)
            return await self.executor.wait(
                lambda: self._in_a_session(audio, rate_hz, **kwargs),
                deadline_ms=self.deadline_ms * longer,
            )
        return checked(await self.call("transcribe", audio, rate_hz, longer=longer, **kwargs))

    async def _in_a_session(self, audio: Samples, rate_hz: int, **kwargs: Any) -> Transcript:
        session = self.engine.session(rate_hz, checked)
        try:
            await session.begin()
            await push(session, audio)
            return checked(await session.transcript(**kwargs))
        finally:
            await session.close()


async def push(session: Any, audio: Samples) -> None:
    """Push audio as it comes from a line: 20 ms a piece."""
    for start in range(0, audio.size, _PIECE):
        await session.push(audio[start : start + _PIECE])


def checked(transcript: Any) -> Transcript:
    """Return a transcript if all its fields are sound.

    Raises:
        BrokenContractError: One of them is not; says which.
    """
    kind = type(transcript).__name__
    expect(isinstance(transcript, Transcript), f"gives {kind}; expected a Transcript")
    expect(isinstance(transcript.text, str), f"text is {transcript.text!r}; expected a str")
    expect(
        isinstance(transcript.confidence, int | float) and 0 <= transcript.confidence <= 1,
        f"confidence is {transcript.confidence!r}; expected 0 to 1",
    )
    expect(
        bool(transcript.text) or transcript.confidence == 0,
        f"confidence is {transcript.confidence!r} for no text; expected 0",
    )
    texts = transcript.alternatives
    expect(
        isinstance(texts, tuple) and all(isinstance(text, str) for text in texts),
        f"alternatives are {texts!r}; expected a tuple of str",
    )
    result: Transcript = transcript
    return result


async def _answers(probe: SttProbe) -> None:
    await probe.recognise(_UTTERANCE)


async def _words(probe: SttProbe) -> None:
    if probe.speech:
        audio, words = probe.speech
        text = (await probe.recognise(audio, longer=HUGE)).text
        expect(words.lower() in text.lower(), f"recognises {text!r}; expected {words!r} in it")


async def _nothing(probe: SttProbe) -> None:
    for name, audio in not_speech().items():
        text = (await probe.recognise(audio)).text
        expect(not text, f"recognises {text!r} in {name}; expected no text")


async def _any_length(probe: SttProbe) -> None:
    for samples in (1, 160, 1601):
        await probe.recognise(_UTTERANCE[:samples])
    await probe.recognise(_MINUTE, longer=HUGE)


async def _other_rates(probe: SttProbe) -> None:
    for rate_hz in (8000, 22_050):
        try:
            await probe.recognise(_UTTERANCE, rate_hz=rate_hz)
        except AudioError:
            continue


async def _input(probe: SttProbe) -> None:
    await probe.recognise(read_only(_UTTERANCE))


async def _question(probe: SttProbe) -> None:
    await probe.recognise(_UTTERANCE, asked=ASKED)
    if not probe.streaming:
        await probe.recognise(_UTTERANCE, asked=ASKED, draft="Ah, größer, 大小 👍")


async def _together(probe: SttProbe) -> None:
    await from_several_threads(
        probe, lambda n: probe.recognise(_UTTERANCES[n]), lambda a, b: a.text == b.text
    )


async def _session_goes_on(probe: SttProbe) -> None:
    session = probe.engine.session(RATE_HZ, checked)
    try:
        async with asyncio.timeout(HUGE * probe.deadline_ms / 1000):
            await session.begin()
            await push(session, _UTTERANCE)
            checked(await session.transcript())
            await push(session, _UTTERANCES[1])
            asking = asyncio.ensure_future(session.transcript())
            await asyncio.sleep(0)
            asking.cancel()
            await asyncio.wait({asking})
            checked(await session.transcript(asked=ASKED))
            await session.begin()
            text = checked(await session.transcript()).text
            expect(not text, f"recognises {text!r} of the utterance before; begin() must forget it")
    except TimeoutError:
        raise BrokenContractError(
            "a transcript that was cancelled or asked for again hangs"
        ) from None
    finally:
        await session.close()


async def _partials_on_the_loop(probe: SttProbe) -> None:
    loop_thread, wrong = threading.get_ident(), []

    def partial(transcript: Transcript) -> None:
        checked(transcript)
        if threading.get_ident() != loop_thread:
            wrong.append(threading.current_thread().name)

    session = probe.engine.session(RATE_HZ, partial)
    try:
        await session.begin()
        await push(session, probe.speech[0] if probe.speech else _UTTERANCE)
        await session.transcript()
    finally:
        await session.close()
    expect(not wrong, f"calls on_partial in thread {wrong[:1]}; expected the event loop's")


async def _unused(probe: SttProbe) -> None:
    session = probe.engine.session(RATE_HZ, checked)
    await session.close()
    session = probe.engine.session(RATE_HZ, checked)
    await session.begin()
    await session.close()


async def _once(probe: SttProbe) -> None:
    await probe.recognise(_UTTERANCE)


async def _short(probe: SttProbe) -> None:
    await probe.recognise(_UTTERANCES[1])


def _steps(probe: SttProbe) -> list[Step[SttProbe]]:
    on_loop = probe.streaming or probe.is_async("transcribe")
    return [
        ("gives a transcript of an utterance", _answers),
        *only_if(probe.speech is not None, ("recognises what is said", _words)),
        ("invents no text where nobody speaks", _nothing),
        ("takes utterances from one sample to a minute", _any_length),
        ("takes other rates, or raises AudioError", _other_rates),
        ("leaves the audio unchanged", _input),
        ("takes the agent's question in any script", _question),
        *only_if(
            probe.streaming,
            ("may be asked again after more audio, and forgets at begin()", _session_goes_on),
            ("tells partial transcripts on the event loop", _partials_on_the_loop),
            ("can be closed at any time", _unused),
        ),
        ("serves several calls", _together),
        cancellable(_once),
        *only_if(on_loop, off_the_loop(_once)),
        *only_if(probe.info.local, forgetful(_short)),
    ]


KIT = Kit(SttProbe, _steps)


def check(engine: Any, **options: Any) -> Report:
    """Hold a recogniser to its contract.

    Args:
        engine: The engine.
        options: ``speech``: audio at 16 kHz and words that have to be found in it.
            ``deadline_ms``: for one call. ``at_once``: calls at the same time.
    """
    return KIT.check(engine, **options)
