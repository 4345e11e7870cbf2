"""A call by voice: the caller speaks, presses keys or is silent, and hears the agent out."""

from __future__ import annotations

import asyncio

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.calls.call import UNASKED
from voice_agent.calls.hub import Subscription
from voice_agent.core.events import Ended, EndedReason, Event, Replied
from voice_agent.phone.line import Line as Phone
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.values import CallError, Received, Utterance
from voice_agent.scenarios.spoken.hearing import Ear, answer_is_over, heard_words, transcripts
from voice_agent.scenarios.spoken.said import NEVER, Said
from voice_agent.scenarios.spoken.voice import CallerVoice

_THINK_MS = 300.0
_KEY_MS = 150.0
_LOOK_AGAIN_MS = 20.0
_LONGEST_ANSWER_MS = 60_000.0
_LONGEST_SILENCE_MS = 120_000.0


class SpokenLine:
    """One call by voice. Made by ``Exchange.call``; a ``scenarios.line.Line``.

    Args:
        phone: The caller's phone, on the line.
        voice: The caller.
        call_id: The server's id of the call.
        events: What all calls publish.

    Attributes:
        said: Everything that the caller did, and what came of it.
    """

    def __init__(
        self, phone: Phone, voice: CallerVoice, call_id: str, events: Subscription
    ) -> None:
        self.said: list[Said] = []
        self._phone = phone
        self._voice = voice
        self._call_id = call_id
        self._events = events
        self._log: list[Received] = []
        self._taken = 0
        self._cuts_in = False

    async def greeting(self) -> list[Event]:
        """Hear the greeting.

        Raises:
            CallError: The line broke, or the agent does not stop talking.
        """
        return await self._hear(0.0, None)

    async def say(self, text: str, *, hear: int | None = None) -> list[Event]:
        """Say something. See ``Line``."""
        sound = resample(
            await asyncio.to_thread(self._voice.say, text), LISTEN_HZ, self._phone.rate_hz
        )
        await self._think()
        utterance = None
        try:
            utterance = await self._phone.speak(sound)
        except CallError:
            # Hung up on while speaking: the script goes on with the end of the call.
            if not self.over:
                raise
        return await self._answer(text, utterance, hear)

    async def press(self, keys: str, *, hear: int | None = None) -> list[Event]:
        """Press keys, ended by ``#``. See ``Line``."""
        await self._think()
        for key in f"{keys}#":
            if not self.over:
                await self._phone.press(key)
                await self._phone.clock.sleep(_KEY_MS)
        return await self._answer("", None, hear)

    async def be_silent(self, *, hear: int | None = None) -> list[Event]:
        """Be silent until the agent asks whether anyone is there. See ``Line``."""
        return await self._hear(self._phone.clock.now_ms(), hear, silent=True)

    @property
    def over(self) -> bool:
        """True if the call has ended."""
        return self._phone.over or self.ended is not None

    @property
    def ended(self) -> EndedReason | None:
        """Why the agent's side ended the call; ``None`` while it goes on."""
        self._collect()
        return next((r.event.reason for r in self._log if isinstance(r.event, Ended)), None)

    @property
    def agent_speaks(self) -> bool:
        """True if the answer has not been heard to its end."""
        return self._cuts_in

    @property
    def v2v_ms(self) -> float | None:
        """Voice-to-voice time of the last answer, infinite if there was none."""
        return self.said[-1].v2v_ms if self.said else None

    async def _think(self) -> None:
        """Pause before speaking, unless the agent is to be interrupted."""
        if not self._cuts_in:
            await self._phone.clock.sleep(_THINK_MS)

    async def _answer(
        self, text: str, utterance: Utterance | None, hear: int | None
    ) -> list[Event]:
        now_ms = self._phone.clock.now_ms()
        spoken_ms = now_ms if utterance is None else utterance.speech_end_ms
        before = self._taken
        events = await self._hear(spoken_ms, hear)
        playback = self._phone.playback
        if utterance is not None:
            took_ms = v2v_ms(playback, utterance)
        else:
            onset_ms = playback.onset_after(spoken_ms)
            took_ms = None if onset_ms is None else onset_ms - spoken_ms
        heard = tuple(transcripts(self._log[before : self._taken]))
        self.said.append(Said(text, heard, NEVER if took_ms is None else took_ms))
        return events

    async def _hear(
        self, spoken_ms: float, hear: int | None, *, silent: bool = False
    ) -> list[Event]:
        """Hear the agent out, or ``hear`` words of it, and return what happened since last time."""
        clock, begun = self._phone.clock, self._taken
        deadline_ms = clock.now_ms() + (_LONGEST_SILENCE_MS if silent else _LONGEST_ANSWER_MS)
        self._cuts_in = False
        while not self.over:
            found = self._log[begun:]
            ear = self._ear(spoken_ms)
            if hear is not None and heard_words(found, ear, hear):
                self._cuts_in = True
                break
            asked = any(isinstance(r.event, Replied) and r.event.source == UNASKED for r in found)
            if answer_is_over(found, ear, patient=silent and not asked):
                break
            if clock.now_ms() > deadline_ms:
                raise CallError(f"{(deadline_ms - spoken_ms) / 1000:.0f} s without an answer")
            await clock.sleep(_LOOK_AGAIN_MS)
        if self._phone.failure is not None:
            raise self._phone.failure
        self._collect()
        self._taken = len(self._log)
        events = [received.event for received in self._log[begun:]]
        return [event for event in events if not isinstance(event, Ended)]

    def _ear(self, spoken_ms: float) -> Ear:
        playback, now_ms = self._phone.playback, self._phone.clock.now_ms()
        onset_ms = playback.onset_after(spoken_ms)
        return Ear(now_ms, spoken_ms, onset_ms, playback.last_audible_ms or 0.0)

    def _collect(self) -> None:
        now_ms = self._phone.clock.now_ms()
        mine = (event for event in self._events.waiting() if event.call_id == self._call_id)
        self._log += [Received(now_ms, event) for event in mine]
