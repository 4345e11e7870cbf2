"""Whole calls by the openai package's own realtime clients, over real sockets."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange import MakeExchange, silence, speech
from fakes import ScriptedLlm
from openai import AsyncOpenAI
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import from_pcm
from voice_agent.audio.resample import resample
from voice_agent.calls.record import RecordStore
from voice_agent.config.load import load_pipeline
from voice_agent.core.resources import pipelines_folder
from voice_agent.phone.recording import read_audio
from voice_agent.pipeline.assembly import load_engines
from voice_agent.server.server import Server
from voice_agent.testing.server import running_server

DEMO = pipelines_folder() / "bank" / "demo"
CANCELLED, COMPLETED = "cancelled", "completed"
LONG = ScriptedLlm([f"{'once upon a time ' * 30}."])


@dataclass
class Client:
    """An openai client, and everything it was told."""

    connection: Any
    events: list[Any] = field(default_factory=list)

    async def listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for event in self.connection:
                self.events.append(event)

    def all(self, kind: str) -> list[Any]:
        return [event for event in self.events if event.type == kind]

    async def until(self, kind: str, count: int = 1) -> Any:
        async with asyncio.timeout(60):
            while len(self.all(kind)) < count:
                await asyncio.sleep(0.01)
        return self.all(kind)[count - 1]

    async def say(self, samples: Samples) -> None:
        """Say (n,) samples at 24 kHz and a pause, in real time."""
        sound = np.concatenate([samples, np.zeros(24000 * 3 // 2, np.int16)]).astype("<i2")
        for start in range(0, sound.size, 480):
            piece = base64.b64encode(sound[start : start + 480].tobytes()).decode()
            await self.connection.input_audio_buffer.append(audio=piece)
            await asyncio.sleep(0.02)

    async def hear_a_long_story(self) -> None:
        """Ask for one, and come back while it is being told."""
        await self.until("response.done")
        await self.type("think hard about this")
        await self.until("response.created", 2)
        heard = len(self.all("response.output_audio.delta"))
        await self.until("response.output_audio.delta", heard + 10)

    async def type(self, text: str) -> None:
        content = [{"type": "input_text", "text": text}]
        await self.connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": content}
        )
        await self.connection.response.create()


@contextlib.asynccontextmanager
async def client(url: str, *, beta: bool = False) -> AsyncIterator[Client]:
    async with AsyncOpenAI(api_key="key", websocket_base_url=f"{url}/v1") as openai:
        realtime = openai.beta.realtime if beta else openai.realtime
        async with realtime.connect(model="gpt-realtime") as connection:
            one = Client(connection)
            listening = asyncio.create_task(one.listen())
            try:
                yield one
            finally:
                await connection.close()
                await listening


def words(seconds: float = 0.6) -> Samples:
    spoken = from_pcm(speech(seconds) + silence(0.1))
    return resample(spoken, 16000, 24000)


@pytest.mark.virtual_time
async def test_a_spoken_turn_is_transcribed_and_answered(exchange: MakeExchange) -> None:
    async with exchange("my balance") as line, client(line.url) as caller:
        await caller.until("response.done")
        await caller.say(words())
        heard = await caller.until("conversation.item.input_audio_transcription.completed")
        assert heard.transcript == "my balance"
        done = await caller.until("response.done", 2)
        assert done.response.status == COMPLETED
        (content,) = done.response.output[0].content
        assert content.transcript == "Your checking balance is 10 dollars."
        audio = [base64.b64decode(one.delta) for one in caller.all("response.output_audio.delta")]
        assert np.abs(from_pcm(b"".join(audio)).astype(int)).max() > 1000
        kinds = [event.type for event in caller.events]
        assert kinds[0] == "session.created"
        started = kinds.index("input_audio_buffer.speech_started")
        assert started < kinds.index("input_audio_buffer.speech_stopped")
        assert caller.all("error") == []


@pytest.mark.virtual_time
async def test_a_typed_item_is_a_turn(exchange: MakeExchange) -> None:
    async with exchange() as line, client(line.url) as caller:
        await caller.until("response.done")
        await caller.type("my balance")
        done = await caller.until("response.done", 2)
        assert done.response.output[0].content[0].transcript.startswith("Your checking balance")
        assert caller.all("conversation.item.input_audio_transcription.completed") == []


@pytest.mark.virtual_time
async def test_a_caller_who_speaks_over_the_agent_cancels_its_response(
    exchange: MakeExchange,
) -> None:
    async with exchange("my balance", llm=LONG) as line, client(line.url) as caller:
        await caller.hear_a_long_story()
        await caller.say(words())
        done = await caller.until("response.done", 2)
        assert (done.response.status, done.response.status_details.reason) == (
            CANCELLED, "turn_detected",
        )  # fmt: skip
        again = await caller.until("response.done", 3)
        assert again.response.status == COMPLETED
        assert len(caller.all("response.created")) == 3


@pytest.mark.virtual_time
async def test_a_client_can_cancel_the_agents_response(exchange: MakeExchange) -> None:
    async with exchange(llm=LONG) as line, client(line.url) as caller:
        await caller.hear_a_long_story()
        await caller.connection.response.cancel()
        done = await caller.until("response.done", 2)
        assert done.response.status_details.reason == "client_cancelled"
        heard = len(caller.all("response.output_audio.delta"))
        await asyncio.sleep(1)
        assert len(caller.all("response.output_audio.delta")) == heard
        await caller.type("my balance")
        assert (await caller.until("response.done", 3)).response.status == COMPLETED


@pytest.mark.virtual_time
async def test_what_was_heard_of_a_response_is_confirmed(exchange: MakeExchange) -> None:
    async with exchange(llm=LONG) as line, client(line.url) as caller:
        await caller.hear_a_long_story()
        item = caller.all("response.output_audio.delta")[-1].item_id
        await caller.connection.conversation.item.truncate(
            item_id=item, content_index=0, audio_end_ms=60
        )
        assert (await caller.until("conversation.item.truncated")).audio_end_ms == 60
        assert (await caller.until("response.done", 2)).response.status == CANCELLED


@pytest.mark.virtual_time
async def test_the_beta_client_is_told_in_its_own_words(exchange: MakeExchange) -> None:
    async with exchange("my balance") as line, client(line.url, beta=True) as caller:
        wanted = {"output_audio_format": "g711_ulaw", "modalities": ["text", "audio"]}
        await caller.connection.session.update(session=wanted)
        assert (await caller.until("session.updated")).session.output_audio_format == "g711_ulaw"
        await caller.until("response.done")
        sound = b"".join(base64.b64decode(one.delta) for one in caller.all("response.audio.delta"))
        assert len(sound) > 400
        await caller.say(words())
        await caller.until("response.done", 2)
        said = "".join(one.delta for one in caller.all("response.audio_transcript.delta"))
        assert said.endswith("Your checking balance is 10 dollars.")


@pytest.mark.virtual_time
async def test_mistakes_are_told_and_the_call_goes_on(exchange: MakeExchange) -> None:
    async with exchange() as line, client(line.url) as caller:
        send: Callable[[Any], Any] = caller.connection.send
        await caller.connection.session.update(
            session={"type": "realtime", "instructions": "Be kind.", "tools": []}
        )
        await send({"type": "sing", "event_id": "mine"})
        await send({"type": "input_audio_buffer.append", "audio": "?"})
        await caller.connection.session.update(
            session={"type": "realtime", "audio": {"input": {"format": {"type": "audio/opus"}}}}
        )
        await caller.connection.send_raw("garbage")
        await caller.until("error", 5)
        errors = [one.error for one in caller.all("error")]
        assert [(one.code, one.param, one.event_id) for one in errors] == [
            ("unsupported_parameter", "session.instructions", None),
            ("unknown_event", "type", "mine"),
            ("invalid_base64", "audio", None),
            ("invalid_value", "session.audio.input.format", None),
            ("invalid_json", None, None),
        ]
        assert {one.type for one in errors} == {"invalid_request_error"}
        await caller.type("my balance")
        await caller.until("response.done", 2)


@pytest.mark.virtual_time
async def test_a_huge_message_ends_the_call(exchange: MakeExchange) -> None:
    async with exchange() as line, connect(f"{line.url}/v1/realtime") as socket:
        await socket.send("x" * 70_000)
        with contextlib.suppress(ConnectionClosed):
            async for _ in socket:
                pass
        assert (socket.close_code, socket.close_reason) == (
            1008,
            "a message may have 64 KiB at most",
        )
        await line.idle()


@pytest.mark.slow
@pytest.mark.real
async def test_a_question_is_answered_by_the_real_models(tmp_path: Path) -> None:
    engines = load_engines(load_pipeline("bank"))
    records = RecordStore.open(f"sqlite:///{tmp_path}/calls.sqlite", "bank")
    server = Server(config=engines.config, records=records, engines=engines)
    async with running_server(server) as url, client(url) as caller:
        await caller.until("response.done")
        await caller.say(read_audio(DEMO / "1-balance.wav", 24000))
        heard = await caller.until("conversation.item.input_audio_transcription.completed")
        assert "balance" in heard.transcript
        await caller.until("response.output_audio_transcript.delta", 2)
        audio = len(caller.all("response.output_audio.delta"))
        await caller.until("response.output_audio.delta", audio + 10)
        await caller.say(read_audio(DEMO / "5b-saturday.wav", 24000))
        await caller.until("conversation.item.input_audio_transcription.completed", 2)
        cut = [one.response for one in caller.all("response.done")]
        assert CANCELLED in {one.status for one in cut}
        await caller.until("response.output_audio_transcript.delta", 3)
        await caller.type("How much is an overdraft?")
        await caller.until("response.output_audio_transcript.delta", 4)
