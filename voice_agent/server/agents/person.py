"""One person at the desk: what they do, and what they see and hear."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.hub import Hub
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ProtocolError, VoiceAgentError
from voice_agent.core.events import Replied, Transcribed
from voice_agent.handoff.desk import Desk, Seat, Waiting
from voice_agent.pipeline.assembly import Engines
from voice_agent.server.agents import messages
from voice_agent.server.agents.messages import AGENT, CALLER, WHISPER, Wish
from voice_agent.server.agents.outbox import Outbox
from voice_agent.transport.base import Wire
from voice_agent.transport.guard import Guard
from voice_agent.tts.aloud import read_aloud

HELLO_S = 10.0
READ_S = 3.0
"""Time to read the brief where the voice cannot say it."""
_LOOK_EVERY_S = 0.1
VERSION = 1


class Person:
    """A browser with the page open.

    Args:
        wire: Its WebSocket.
        engines: The playbook, the desk and the voice.
        hub: Events and sounds of the calls.
    """

    def __init__(self, wire: Wire, engines: Engines, hub: Hub) -> None:
        self._wire = wire
        self._book = engines.playbook
        self._voice = engines.voice
        self._desk: Desk = engines.desk
        self._hub = hub
        self._outbox = Outbox()
        self._guard = Guard(monotonic)
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None

    async def stay(self) -> None:
        """Serve the person until they are gone.

        Raises:
            ProtocolError: They do not say who they are.
        """
        name = await self._hello()
        with self._desk.seat(name) as seat:
            try:
                self._outbox.put(messages.message("hello", version=VERSION, rate_hz=LISTEN_HZ))
                sides = [
                    self._start(self._obey(seat)),
                    self._start(self._show(seat)),
                    self._start(self._caption(seat)),
                    self._start(self._outbox.write(self._wire.send)),
                ]
                await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
            finally:
                left = list(self._tasks)
                for task in left:
                    task.cancel()
                if left:
                    await asyncio.wait(left)

    async def _hello(self) -> str:
        try:
            async with asyncio.timeout(HELLO_S):
                first = await self._wire.receive()
        except TimeoutError:
            first = None
        wish = messages.read(first) if isinstance(first, str) else None
        if wish is None or wish.kind != "hello" or not wish.name:
            raise ProtocolError('expected {"type": "hello", "name": ...} first')
        return wish.name

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="agents-page")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Take note of how a task ended: a browser that is gone or too slow is no error."""
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()

    async def _obey(self, seat: Seat) -> None:
        while (data := await self._wire.receive()) is not None:
            try:
                self._guard.message()
                if isinstance(data, bytes):
                    self._speak(seat, data)
                else:
                    self._do(seat, messages.read(data))
            except ProtocolError as error:
                self._outbox.put(messages.message("error", code=error.code, message=str(error)))

    def _speak(self, seat: Seat, pcm: bytes) -> None:
        if len(pcm) % 2:
            raise ProtocolError("audio must be 16-bit PCM")
        self._guard.audio(pcm)
        if seat.call is not None:
            seat.call.case.bridge.from_person(pcm)

    def _do(self, seat: Seat, wish: Wish) -> None:
        desk = self._desk
        if wish.kind == "accept":
            taken = desk.accept(seat, wish.call_id)
            if taken is None:
                raise ProtocolError("the call cannot be taken: it is gone, or somebody has it")
            self._stop_listening()
            self._start(self._talk(seat, taken))
        elif wish.kind == "decline":
            desk.decline(seat, wish.call_id)
        elif wish.kind == "listen":
            self._stop_listening()
            if wish.call_id in desk.calls and seat.call is None:
                self._listening = self._start(self._overhear(wish.call_id))
        elif wish.kind == "join":
            desk.join(seat)
        elif wish.kind == "hangup":
            desk.let_go(seat)

    def _stop_listening(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            self._listening = None

    async def _show(self, seat: Seat) -> None:
        """Send the list of calls whenever it has changed."""
        while True:
            seat.changed.clear()
            listed = self._desk.calls.values()
            self._outbox.put(messages.calls(listed, seat, self._book, monotonic()))
            await seat.changed.wait()

    async def _caption(self, seat: Seat) -> None:
        """Send what is said in calls that wait."""
        with self._hub.subscribe() as events:
            while True:
                event = await events.next()
                if event.call_id not in self._desk.calls:
                    continue
                if isinstance(event, Transcribed | Replied) and event.text:
                    who = "caller" if isinstance(event, Transcribed) else "agent"
                    line = messages.caption(event.call_id, who, event.text, self._book)
                    self._outbox.put(line)

    async def _overhear(self, call_id: str) -> None:
        """Send the sound of a call that waits; both sides, each for itself."""
        resamplers: dict[str, StreamResampler] = {}
        with self._hub.listen(call_id) as listening:
            while call_id in self._desk.calls:
                sound = await listening.next()
                side = CALLER if sound.side == "caller" else AGENT
                if sound.side not in resamplers:
                    resamplers[sound.side] = StreamResampler(sound.rate_hz, LISTEN_HZ)
                pcm = resamplers[sound.side].push(sound.pcm)
                if pcm:
                    self._outbox.put(side + pcm)

    async def _talk(self, seat: Seat, taken: Waiting) -> None:
        """Tell the person the brief, put the caller through, and carry what the caller says."""
        call_id, bridge = taken.case.call_id, taken.case.bridge
        put = self._outbox.put
        put(messages.message("whisper", call_id=call_id, text=taken.case.whisper))
        spoken_s = await self._whisper(taken.case.whisper)
        until = monotonic() + spoken_s
        while seat.call is taken and not taken.ready and monotonic() < until:
            await asyncio.sleep(_LOOK_EVERY_S)
        if seat.call is taken:
            self._desk.join(seat)
        while seat.call is taken and not bridge.open and not bridge.over.is_set():
            await asyncio.sleep(_LOOK_EVERY_S)
        if bridge.open and seat.call is taken:
            put(messages.message("joined", call_id=call_id))
            carrying = self._start(self._carry(taken))
            await bridge.over.wait()
            carrying.cancel()
        if seat.call is taken:
            self._desk.let_go(seat)
        put(messages.message("over", call_id=call_id))

    async def _whisper(self, text: str) -> float:
        """Send the brief as speech; return how long it takes to hear it."""
        samples = 0
        speech = read_aloud(self._voice, self._book.lang, text, rate_hz=LISTEN_HZ)
        try:
            async with contextlib.aclosing(speech) as pieces:
                async for piece in pieces:
                    samples += piece.size
                    self._outbox.put(WHISPER + piece.tobytes())
        except VoiceAgentError:
            return READ_S
        return samples / LISTEN_HZ

    async def _carry(self, taken: Waiting) -> None:
        while True:
            self._outbox.put(CALLER + await taken.case.bridge.for_person())
