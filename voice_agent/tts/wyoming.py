"""A voice that speaks the Wyoming protocol, such as Home Assistant's."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import from_pcm
from voice_agent.audio.resample import StreamResampler
from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import AudioError
from voice_agent.core.wyoming import Address, Conversation, Event


class WyomingTts:
    """A server that speaks: a connection a text, as the protocol wants it.

    Attributes:
        info: What the engine says about itself.
        sample_rate_hz: Rate of its audio, to which the server's is converted if need be.
    """

    def __init__(
        self, address: Address, *, voice: dict[str, str] | None = None, sample_rate_hz: int = 22050
    ) -> None:
        language = (voice or {}).get("language", "")
        self.info = EngineInfo(
            "wyoming",
            languages=(language,) if language else (),
            streaming=True,
            local=address.local,
        )
        self.sample_rate_hz = sample_rate_hz
        self._address = address
        self._voice = {"voice": voice} if voice else {}

    async def stream(self, text: str) -> AsyncGenerator[NDArray[np.int16], None]:
        """Speak ``text``: samples as they come, shape (n,).

        Raises:
            StageError: The server cannot be reached, failed, broke off, or made no sound.
        """
        if not any(character.isalnum() for character in text):
            return
        conversation = await Conversation.begin("tts", self._address)
        try:
            await conversation.send(Event("synthesize", {"text": text, **self._voice}))
            async with aclosing(self._samples(conversation)) as pieces:
                async for samples in pieces:
                    yield samples
        finally:
            await conversation.close()

    async def _samples(self, conversation: Conversation) -> AsyncGenerator[NDArray[np.int16], None]:
        resampler: StreamResampler | None = None
        heard = False
        async for event in conversation.events():
            if event.type == "audio-chunk":
                if resampler is None:
                    rate_hz = _rate_hz(event.data, conversation)
                    resampler = StreamResampler(rate_hz, self.sample_rate_hz)
                try:
                    samples = from_pcm(resampler.push(event.payload))
                except AudioError as error:
                    raise conversation.wrong("its audio has half a sample") from error
                heard = heard or bool(event.payload)
                if samples.size:
                    yield samples
            elif event.type == "audio-stop":
                if not heard or resampler is None:
                    raise conversation.wrong("it made no sound")
                if (rest := from_pcm(resampler.flush())).size:
                    yield rest
                return
        raise conversation.broke_off()


def _rate_hz(data: Any, conversation: Conversation) -> int:
    rate_hz = data.get("rate")
    if data.get("width") != 2 or data.get("channels") != 1 or not isinstance(rate_hz, int):
        raise conversation.wrong("its audio is not mono of 16 bits")
    if not 0 < rate_hz <= 192_000:
        raise conversation.wrong(f"its audio has {rate_hz} Hz")
    return rate_hz


def make(
    context: EngineContext,
    *,
    uri: str,
    voice: str = "",
    speaker: str = "",
    language: str = "",
    sample_rate_hz: int = 22050,
) -> WyomingTts:
    """Make a voice of the server at ``uri``, which is ``tcp://host:port``.

    Args:
        context: Whose playbook's language is asked for if neither voice nor language is given.
        uri: Where the server listens.
        voice: Name of the voice.
        speaker: Speaker of a voice that has several.
        language: Language of the voice, for servers that choose one by it.
        sample_rate_hz: Rate of the server's audio; another one is converted to it.
    """
    if not voice:
        language = language or context.playbook.language
    asked = {"name": voice, "language": language, "speaker": speaker}
    return WyomingTts(
        Address.parse(uri),
        voice={name: value for name, value in asked.items() if value},
        sample_rate_hz=sample_rate_hz,
    )
