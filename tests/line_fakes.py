"""A small server on a loopback socket that hears loudness and answers with a tone.

Tests of it run on virtual time.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from voice_agent.audio import g711 as mulaw
from voice_agent.audio.levels import Samples
from voice_agent.core.events import (
    Ended,
    EntityFound,
    EscalationScore,
    Event,
    Interrupted,
    Ready,
    Replied,
    Routed,
    SpeechStarted,
    StageTime,
    Transcribed,
    TurnTimed,
    Understood,
)
from voice_agent.phone.clock import CallClock

QUIET_FRAMES = 10


def tone(ms: float, rate_hz: int = 16000, amplitude: float = 8000.0) -> Samples:
    time_s = np.arange(int(rate_hz * ms / 1000)) / rate_hz
    return (amplitude * np.sin(2 * np.pi * 440 * time_s)).astype(np.int16)


@dataclass
class FakeAgent:
    """Greets, answers every utterance, stops when spoken over.

    Attributes:
        answer_ms: Length of its answers.
        vanish_after_frames: Cut the socket without a goodbye after that many frames.
        silent: Never answer.
        rate_hz: Rate of its audio.
        end_after_turn: End the call in order once that turn has been answered.
    """

    answer_ms: float = 300.0
    vanish_after_frames: int | None = None
    silent: bool = False
    rate_hz: int = 16000
    end_after_turn: int | None = None
    received: list[bytes] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    turn: int = 0

    async def handle(self, ws: ServerConnection) -> None:
        self.paths.append(ws.request.path if ws.request else "")
        self._ws, self._began = ws, CallClock()
        self._loud = False
        self._quiet = 0
        self._playing: asyncio.Task[None] | None = None
        await self._tell(Ready())
        self._say("Hello, how can I help?", "playbook", 200.0)
        try:
            async for message in ws:
                if isinstance(message, str):
                    self.texts.append(json.loads(message))
                    if self.texts[-1]["type"] == "hangup":
                        return
                    continue
                self.received.append(message)
                if self.vanish_after_frames == len(self.received):
                    ws.transport.abort()
                    return
                await self._hear(np.frombuffer(message, "<i2"))
        except ConnectionClosed:
            pass
        finally:
            if self._playing:
                self._playing.cancel()

    async def _hear(self, frame: Samples) -> None:
        if np.abs(frame.astype(int)).max() > 2000:
            if not self._loud:
                await self._tell(SpeechStarted())
                if self._playing and not self._playing.done():
                    self._playing.cancel()
                    await self._tell(Interrupted(spoken="You said"))
            self._loud, self._quiet = True, 0
        elif self._loud:
            self._quiet += 1
            if self._quiet == QUIET_FRAMES:
                self._loud = False
                await self._answer()

    async def _answer(self) -> None:
        self.turn += 1
        text = f"utterance {self.turn}"
        await self._tell(Transcribed(text=text, confidence=0.9))
        if self.silent:
            return
        account = EntityFound(type="account", text="x", value="checking", start=0, end=1)
        await self._tell(
            Understood(
                text=text, intent="check_balance", act="request", confidence=0.95,
                sentiment="neutral", reasoning=0.1, entities=(account,),
                escalation=EscalationScore(score=0.1, reason="none"),
            )
        )  # fmt: skip
        await self._tell(Routed(to="answer", reason="the playbook answers it"))
        self._say(f"You said utterance {self.turn}", "playbook", self.answer_ms)
        stages = {"stt": StageTime(ms=90.0, budget_ms=80.0, over=True)}
        await self._tell(TurnTimed(v2v_ms=210.0, stages=stages))

    def _say(self, text: str, source: str, ms: float) -> None:
        self._playing = asyncio.create_task(self._play(text, source, ms))

    async def _play(self, text: str, source: str, ms: float) -> None:
        await self._tell(Replied(text=text, source=source))
        audio, size = tone(ms, self.rate_hz), self.rate_hz // 50
        start = self._began.now_ms()
        for number in range(0, audio.size, size):
            await self._began.sleep_until(start + number * 1000 / self.rate_hz)
            await self._ws.send(audio[number : number + size].tobytes())
        if self.end_after_turn == self.turn:
            await self._tell(Ended(reason="completed"))
            await self._ws.close(1000)

    async def _tell(self, event: Event) -> None:
        stamped = event.model_copy(update={"call_id": "call-1", "turn": self.turn})
        await self._ws.send(stamped.model_dump_json())


@dataclass
class FakeTwilioAgent:
    """Answers a Media Stream with a tone and a mark; clears it when spoken over."""

    events: list[dict[str, Any]] = field(default_factory=list)
    heard: list[Samples] = field(default_factory=list)

    def marks(self) -> list[str]:
        return [event["mark"]["name"] for event in self.events if event["event"] == "mark"]

    async def handle(self, ws: ServerConnection) -> None:
        sid, loud, quiet, answered = "", False, 0, 0
        async for message in ws:
            event = json.loads(message)
            self.events.append(event)
            if event["event"] == "start":
                sid = event["streamSid"]
                await self._play(ws, sid, "greeting", 100)
            if event["event"] == "stop":
                return
            if event["event"] != "media":
                continue
            frame = mulaw.decode(base64.b64decode(event["media"]["payload"]))
            self.heard.append(frame)
            if np.abs(frame.astype(int)).max() > 2000:
                if not loud and answered:
                    await ws.send(json.dumps({"event": "clear", "streamSid": sid}))
                loud, quiet = True, 0
            elif loud:
                quiet += 1
                if quiet == QUIET_FRAMES:
                    loud, answered = False, answered + 1
                    await self._play(ws, sid, f"answer-{answered}", 2000)

    async def _play(self, ws: ServerConnection, sid: str, name: str, ms: int) -> None:
        payload = base64.b64encode(mulaw.encode(tone(ms, 8000))).decode()
        await ws.send(
            json.dumps({"event": "media", "streamSid": sid, "media": {"payload": payload}})
        )
        await ws.send(json.dumps({"event": "mark", "streamSid": sid, "mark": {"name": name}}))


@asynccontextmanager
async def serving(agent: FakeAgent | FakeTwilioAgent) -> AsyncIterator[str]:
    """Serve ``agent``; yields the base URL."""
    async with serve(agent.handle, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


def unused_url() -> str:
    """A loopback URL where nobody listens."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"ws://127.0.0.1:{probe.getsockname()[1]}/ws"
