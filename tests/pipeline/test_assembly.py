"""All stages of a call, with fake engines on virtual time: what a guess does and what it leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from exchange import READINGS, MakeExchange, exchange_in, silence, speech
from fakes import ScriptedLlm, TableSlm, playbook
from webserver import web_server

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import ListenConfig
from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import ConfigError, StageError
from voice_agent.core.resources import pipelines_folder
from voice_agent.core.turn import Transcript, TurnReading
from voice_agent.pipeline.assembly import load_engines, resources, warm, with_consent
from voice_agent.playbook import ActionSpec
from voice_agent.tts.voice import Voice

pytestmark = pytest.mark.virtual_time


class CountingVoice:
    """Takes 0.1 s for a clause, and writes down what it was given."""

    sample_rate_hz = 16000

    def __init__(self) -> None:
        self.made: list[str] = []

    async def synthesise(self, text: str) -> Any:
        self.made.append(text)
        await asyncio.sleep(0.1)
        return np.full(800 * len(text.split()), 5000, np.int16)


class CountingReader(TableSlm):
    """Takes 0.1 s to read a turn, and writes down which."""

    def __init__(self) -> None:
        super().__init__(READINGS)
        self.made: list[str] = []

    async def read(  # type: ignore[override]
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        self.made.append(transcript.text)
        await asyncio.sleep(0.1)
        return super().read(transcript, asked=asked, today=today)


class Line:
    """A call in which the caller draws breath in the middle of a sentence."""

    def __init__(self, exchange: MakeExchange) -> None:
        self.exchange = exchange
        self.voice = CountingVoice()
        self.slm = CountingReader()

    @asynccontextmanager
    async def pause_after(self, *heard: str, **made: Any) -> AsyncIterator[Line]:
        voice = Voice(EngineHandle("tts", self.voice))
        async with self.exchange(*heard, voice=voice, **made) as line:
            assert line.server.engines is not None
            slm = EngineHandle("slm", self.slm)
            line.server.engines = replace(line.server.engines, slm=slm)
            line.turns.complete = 0.01
            async with line.phone() as phone:
                self.line, self.phone = line, phone
                await phone.greeted()
                self.voice.made.clear()
                await phone.socket.send(speech(0.5) + silence(0.15))
                await phone.until("speech_stopped")
                await asyncio.sleep(0.25)
                yield self


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(exchange_in(tmp_path))


async def test_a_guess_publishes_nothing_and_is_not_heard(line: Line) -> None:
    async with line.pause_after("my bal"):
        assert line.slm.made == ["my bal"], "it was made"
        assert line.phone.types() == ["ready", "reply", "speech_started", "speech_stopped"]
        heard = len(line.phone.audio)
        await asyncio.sleep(0.1)
        assert len(line.phone.audio) == heard


async def test_the_turn_after_it_finds_everything_warm(line: Line) -> None:
    async with line.pause_after("my bal"):
        answer = "Your checking balance is 10 dollars."
        assert line.voice.made == [answer]
        turn = await line.phone.until("turn")
        assert line.phone.all("reply")[-1]["text"] == answer
        assert (line.slm.made, line.voice.made) == (["my bal"], [answer])
        assert len(line.line.stt.heard_ms) == 1
        took = {name: stage["ms"] for name, stage in turn["stages"].items()}
        assert {name: took[name] for name in ("stt", "slm", "router", "answer")} == {
            "stt": 0, "slm": 0, "router": 0, "answer": 0,
        }  # fmt: skip
        assert took["tts"] == 0


async def test_a_guess_is_dropped_when_the_caller_goes_on(line: Line) -> None:
    async with line.pause_after("my bal", "the fees"):
        line.line.turns.complete = 0.99
        await line.phone.say(0.5)
        await line.phone.until("turn")
        assert [event["text"] for event in line.phone.all("transcript")] == ["the fees"]
        assert [event["intent"] for event in line.phone.all("reading")] == ["fees"]
        assert [event["text"] for event in line.phone.all("reply")] == [
            "Hello.",
            "It costs nothing.",
        ]
        assert "Your checking balance is 10 dollars." in line.voice.made, "made, but never heard"


async def test_a_guess_runs_no_action(line: Line, tmp_path: Path) -> None:
    posted: list[Any] = []

    async def balance(request: web.Request) -> web.Response:
        posted.append(await request.json())
        return web.json_response({"balance": "12 dollars"})

    async with web_server("/balance", balance) as url:
        actions = {"balance": ActionSpec(webhook=f"{url}/balance")}
        book = playbook(tmp_path).model_copy(update={"actions": actions})
        async with line.pause_after("my bal", book=book):
            assert line.slm.made == ["my bal"]
            assert posted == []
            assert line.voice.made == [], "what it will answer is not known"
            await line.phone.until("turn")
            assert len(posted) == 1
            assert line.phone.all("reply")[-1]["text"] == "Your checking balance is 12 dollars."


async def test_a_guess_asks_no_llm(line: Line) -> None:
    llm = ScriptedLlm(["It depends."])
    async with line.pause_after("think har", llm=llm):
        assert line.slm.made == ["think har"]
        assert llm.asked == []
        await line.phone.until("turn")
        assert len(llm.asked) == 1


async def test_a_guess_leaves_no_trace_in_the_record(line: Line) -> None:
    async with line.pause_after("my bal", "the fees"):
        line.line.turns.complete = 0.99
        await line.phone.say(0.5)
        await line.phone.until("turn")
        await line.phone.socket.send('{"type": "hangup"}')
        await line.phone.until("ended")
        await line.line.idle()
        rows = await line.line.rows("select turn, transcript, route from turns")
        assert rows == [(1, "the fees", "retrieve")]


async def test_without_speculation_everything_begins_when_the_turn_is_over(line: Line) -> None:
    listen = ListenConfig(partial_ms=0, speculate=False)
    async with line.pause_after("my bal", listen=listen):
        assert (line.slm.made, line.voice.made) == ([], [])
        turn = await line.phone.until("turn")
        took = {name: stage["ms"] for name, stage in turn["stages"].items()}
        assert (took["slm"], took["tts"]) == (100, 100)


class NoVoice:
    """A voice that does not speak."""

    sample_rate_hz = 16000

    def __init__(self, *, local: bool) -> None:
        self.info = EngineInfo("none", local=local)

    async def synthesise(self, text: str) -> Any:
        raise ConnectionError("no route to host")


async def test_a_service_that_is_down_does_not_stop_the_start(tmp_path: Path) -> None:
    async with exchange_in(tmp_path)() as line:
        engines = line.server.engines
        assert engines is not None
        remote = Voice(EngineHandle("tts", NoVoice(local=False)))
        await warm(replace(engines, voice=remote))
        local = Voice(EngineHandle("tts", NoVoice(local=True)))
        with pytest.raises(StageError, match="no route to host"):
            await warm(replace(engines, voice=local))


class FingerprintedVoice:
    """A voice whose sentences may be kept."""

    sample_rate_hz = 16000
    fingerprint = "v1"

    async def synthesise(self, text: str) -> Any:
        return np.ones(10, np.int16)


HERE = Path(__file__).resolve()
LINE = """
playbook: {pipelines}/barista
handoff: {{webhook: "https://example.com/${{HOOK}}"}}
knowledge: {{sentences: null}}
stages:
  vad: {{engine: silero, budget_ms: 200}}
  turns: {{engine: smart_turn, budget_ms: 100}}
  stt: {{engine: whisper, budget_ms: 250}}
  slm: {{engine: onnx, budget_ms: 10}}
  router: {{budget_ms: 5}}
  answer: {{budget_ms: 10}}
  tts: {{engine: "{voice}:FingerprintedVoice", cache_folder: "${{KEPT}}/tts", budget_ms: 150}}
"""


async def test_texts_of_the_pipeline_file_hold_variables_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "line.yaml"
    file.write_text(LINE.format(pipelines=pipelines_folder(), voice=HERE))
    with pytest.raises(ConfigError, match=r"^handoff\.webhook: .* HOOK is not set"):
        load_engines(load_pipeline(str(file)), stages=["tts"])
    monkeypatch.setenv("HOOK", "s3cret")
    with pytest.raises(ConfigError, match=r"^stages\.tts\.cache_folder: .* KEPT is not set"):
        load_engines(load_pipeline(str(file)), stages=["tts"])
    monkeypatch.setenv("KEPT", "kept")
    engines = load_engines(load_pipeline(str(file)), stages=["tts"])
    assert resources(engines).handoff.webhook == "https://example.com/s3cret"
    await engines.voice.prepare(["Hello."], deadline_ms=1000)
    await engines.aclose()
    assert len(list((tmp_path / "kept" / "tts").iterdir())) == 1


def test_callers_who_are_recorded_hear_so_before_all_else() -> None:
    book = playbook()
    says = book.says.model_copy(update={"disclosure": "I am a machine."})
    consent = with_consent(book.model_copy(update={"says": says}))
    assert consent.says.disclosure == "This call is recorded. I am a machine."
    assert with_consent(book).says.disclosure == book.says.recording
