"""A recogniser that speaks the Wyoming protocol, such as Home Assistant's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import StageError
from voice_agent.core.turn import Transcript
from voice_agent.core.wyoming import Address, Conversation, Event
from voice_agent.stt.engine import UNKNOWN_CONFIDENCE


class WyomingStt:
    """A server that is told the audio as it comes.

    Attributes:
        info: What the engine says about itself.
    """

    def __init__(self, address: Address, *, language: str = "", model: str = "") -> None:
        self.info = EngineInfo(
            "wyoming",
            languages=(language,) if language else (),
            streaming=True,
            local=address.local,
        )
        self._address = address
        asked = {"name": model, "language": language}
        self._request = Event("transcribe", {name: value for name, value in asked.items() if value})

    def session(self, rate_hz: int, on_partial: Callable[[Transcript], None]) -> WyomingSession:
        """Make the session of one call. The protocol has no partial transcripts."""
        return WyomingSession(self._address, self._request, rate_hz)


class WyomingSession:
    """The recogniser of one call: a connection an utterance, as the protocol wants it.

    A caller who goes on after the server was told of the end gets a new connection with the
    whole utterance; so does an utterance whose connection was lost.
    """

    def __init__(self, address: Address, request: Event, rate_hz: int) -> None:
        self._address = address
        self._request = request
        self._format = {"rate": rate_hz, "width": 2, "channels": 1}
        self._rate_hz = rate_hz
        self._audio: list[NDArray[np.int16]] = []
        self._conversation: Conversation | None = None
        self._transcript: Transcript | None = None

    async def begin(self) -> None:
        """Begin a new utterance; connect."""
        await self.close()
        self._audio, self._transcript = [], None
        self._conversation = await self._begun()

    async def push(self, audio: NDArray[np.int16]) -> None:
        """Send the next samples."""
        self._audio.append(audio)
        self._transcript = None
        if self._conversation is None:
            return  # The whole utterance is sent when its transcript is asked for.
        try:
            await self._conversation.send(self._chunk(audio))
        except StageError:
            await self.close()

    async def transcript(self, *, asked: str = "") -> Transcript:
        """Tell the server of the end; return what it recognised.

        Raises:
            StageError: The server cannot be reached, failed, or broke off.
        """
        if self._transcript is None:
            conversation = self._conversation
            try:
                text = None if conversation is None else await self._asked(conversation)
            except StageError:
                text = None  # The connection may have been lost long ago.
            finally:
                await self.close()
            self._transcript = self._result(await self._again() if text is None else text)
        return self._transcript

    async def close(self) -> None:
        """End the connection."""
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            await conversation.close()

    async def _begun(self) -> Conversation:
        conversation = await Conversation.begin("stt", self._address)
        try:
            await conversation.send(self._request, Event("audio-start", self._format))
        except BaseException:
            await conversation.close()
            raise
        return conversation

    async def _again(self) -> str:
        conversation = await self._begun()
        try:
            await conversation.send(*map(self._chunk, self._audio))
            return await self._asked(conversation)
        finally:
            await conversation.close()

    async def _asked(self, conversation: Conversation) -> str:
        await conversation.send(Event("audio-stop"))
        async for event in conversation.events():
            if event.type == "transcript":
                text = event.data.get("text")
                if not isinstance(text, str):
                    raise conversation.wrong("its transcript has no text")
                return " ".join(text.split())
        raise conversation.broke_off()

    def _chunk(self, audio: NDArray[np.int16]) -> Event:
        pcm = audio.astype("<i2", copy=False).tobytes()
        return Event("audio-chunk", self._format, pcm)

    def _result(self, text: str) -> Transcript:
        audio_ms = 1000 * sum(part.size for part in self._audio) / self._rate_hz
        return Transcript(text, UNKNOWN_CONFIDENCE if text else 0.0, audio_ms)


def make(context: EngineContext, *, uri: str, language: str = "", model: str = "") -> WyomingStt:
    """Make a recogniser of the server at ``uri``, which is ``tcp://host:port``.

    Args:
        context: Whose playbook's language is asked for if ``language`` is empty.
        uri: Where the server listens.
        language: Language of the callers.
        model: Name of the model, for servers that have several.
    """
    return WyomingStt(
        Address.parse(uri), language=language or context.playbook.language, model=model
    )
