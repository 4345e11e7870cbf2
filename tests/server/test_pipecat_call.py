"""Whole calls over a real socket with pipecat's services in the pipeline file."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from exchange import Phone
from pipecat_servers.engines import HTTP_VOICES, KEY, LISTENERS, LLMS, RECOGNISER, SOCKET_VOICES
from pipecat_servers.loopback import Loopback
from pipecat_servers.sound import spoken, text_of
from websockets.asyncio.client import connect
from wyoming_server import WyomingServer

from voice_agent.calls.record import RecordStore
from voice_agent.config.load import load_pipeline
from voice_agent.core.logs import set_up_logging
from voice_agent.pipeline.services import host, listening
from voice_agent.server.server import Server
from voice_agent.testing.server import running_server

OWN = """
from exchange import READINGS
from fakes import FixedTurns, LoudnessVad, TableSlm


def slm():
    return TableSlm(READINGS)
"""
PLAYBOOK = {
    "name": "test",
    "persona": "You are a bank clerk.",
    "says": {
        "greeting": "Hello.",
        "not_understood": ["Hello hello?"],
        "not_heard": ["Hello hello?"],
        "action_failed": "Bye.",
        "llm_fallback": "Bye.",
        "handoff": "Bye bye.",
        "goodbye": "Bye.",
    },
    "intents": {
        "balance": {"answer": "Your balance is 10 dollars."},
        "advice": {"route": "llm"},
        "bye": {"answer": "Bye.", "ends_call": True},
    },
}

Engines = dict[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("VENDOR_KEY", KEY)
    monkeypatch.setattr(host, "CLOSE_S", 0.4)
    monkeypatch.setattr(listening, "SETTLE_S", 0.05)


@contextlib.asynccontextmanager
async def phone(folder: Path, engines: Engines) -> AsyncIterator[Phone]:
    """Call a server that was started from a pipeline file with these engines."""
    (folder / "own.py").write_text(OWN)
    (folder / "playbook.yaml").write_text(yaml.safe_dump(PLAYBOOK))
    (folder / "knowledge").mkdir()
    stages = {
        "vad": {"engine": "own.py:LoudnessVad"},
        "turns": {"engine": "own.py:FixedTurns"},
        "slm": {"engine": "own.py:slm"},
        "router": {},
        "answer": {},
        **engines,
    }
    budgets = {name: {"budget_ms": 5000, **stage} for name, stage in stages.items()}
    written = {
        "playbook": ".",
        "turn_deadline_ms": 20_000,
        "stages": budgets,
        "listen": {"join_within_ms": 0},
    }
    (folder / "line.yaml").write_text(yaml.safe_dump(written))
    config = load_pipeline(str(folder / "line.yaml"))
    records = RecordStore.open(f"sqlite:///{folder}/calls.sqlite", "test")
    server = Server(config=config, records=records)
    async with running_server(server) as url:
        async with connect(f"{url}/ws?rate=16000") as socket:
            caller = Phone(socket)
            listening_along = asyncio.create_task(caller.listen())
            try:
                yield caller
            finally:
                await socket.close()
                await listening_along


async def say(caller: Phone, text: str) -> None:
    # At once: a machine that is busy would make pauses in it.
    audio = spoken(text, 16000, word_ms=200).tobytes() + bytes(2 * 12_000)
    for start in range(0, len(audio), 32_000):
        await caller.socket.send(audio[start : start + 32_000])


async def heard(caller: Phone, text: str) -> None:
    """Wait until the agent has said ``text``."""
    async with asyncio.timeout(20):
        while text not in text_of(bytes(caller.audio)):
            await asyncio.sleep(0.02)


def stage(vendor: Any, server: Loopback, **keys: Any) -> dict[str, Any]:
    args = {"api_key_env": "VENDOR_KEY", **vendor.arguments(server)}
    return {"engine": f"pipecat:{vendor.service}", "args": args, "deadline_ms": 10_000, **keys}


CHAINS = {
    "http": (RECOGNISER, LLMS[0], HTTP_VOICES[0]),
    "sockets": (LISTENERS[1], LLMS[0], SOCKET_VOICES[1]),
    "deepgram, anthropic, elevenlabs": (LISTENERS[0], LLMS[1], SOCKET_VOICES[2]),
}


@pytest.mark.parametrize("chain", CHAINS)
async def test_a_call_with_pipecats_stt_llm_and_tts(
    chain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendors = CHAINS[chain]
    for vendor in vendors:
        if vendor.needs:
            pytest.importorskip(vendor.needs)
    servers = [vendor.server() for vendor in vendors]
    async with contextlib.AsyncExitStack() as stack:
        for server in servers:
            await stack.enter_async_context(server.serving())
        monkeypatch.setenv("ANTHROPIC_BASE_URL", servers[1].url)
        pairs = zip(("stt", "llm", "tts"), vendors, servers, strict=True)
        engines = {name: stage(vendor, server) for name, vendor, server in pairs}
        async with phone(tmp_path, engines) as caller:
            await heard(caller, "hello")
            await say(caller, "my balance")
            await heard(caller, "your balance is 10 dollars")
            assert caller.all("transcript")[0]["text"] == "my balance"
            await say(caller, "think hard about this")
            await heard(caller, "think hard about this")
            assert caller.all("reply")[-1]["source"] == "llm"
            assert not caller.all("error")
            assert not caller.all("overrun")
        for server in servers:
            await server.nobody_left()


async def test_a_vendor_in_trouble_is_replaced_by_the_fallback_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("INFO")
    broken = LISTENERS[1].server(always="401")
    async with broken.serving(), WyomingServer().serving() as wyoming:
        engines = {
            "stt": stage(LISTENERS[1], broken, fallback=[{"engine": f"wyoming:{wyoming.uri}"}]),
            "tts": {"engine": f"wyoming:{wyoming.uri}", "deadline_ms": 10_000},
        }
        async with phone(tmp_path, engines) as caller:
            await heard(caller, "hello")
            await say(caller, "my balance")
            await heard(caller, "your balance is 10 dollars")
            assert caller.all("transcript")[0]["text"] == "my balance"
    set_up_logging("WARNING")
    log = capsys.readouterr().err
    assert "CartesiaSTTService failed: authentication, HTTP 401" in log
    assert KEY not in log
    assert "secret" not in log


async def test_a_vendor_that_never_answers_is_given_up_at_the_deadline(tmp_path: Path) -> None:
    hung = RECOGNISER.server(always="hang")
    async with hung.serving(), WyomingServer().serving() as wyoming:
        engines = {
            "stt": stage(RECOGNISER, hung) | {"deadline_ms": 300},
            "tts": {"engine": f"wyoming:{wyoming.uri}", "deadline_ms": 10_000},
        }
        async with phone(tmp_path, engines) as caller:
            await heard(caller, "hello")
            await say(caller, "my balance")
            await heard(caller, "hello hello")
            assert caller.all("error")[0]["code"] == "deadline"
            assert caller.all("overrun")[0]["stage"] == "stt"
        await hung.nobody_left()


async def test_interrupting_the_agent_ends_the_vendors_request(tmp_path: Path) -> None:
    llm = LLMS[0].server()
    voice = SOCKET_VOICES[1].server()
    async with llm.serving(), voice.serving(), WyomingServer().serving() as wyoming:
        engines = {
            "stt": {"engine": f"wyoming:{wyoming.uri}", "deadline_ms": 10_000},
            "llm": stage(LLMS[0], llm),
            "tts": stage(SOCKET_VOICES[1], voice),
        }
        async with phone(tmp_path, engines) as caller:
            await heard(caller, "hello")
            await say(caller, "think hard about this")
            await heard(caller, "think hard")
            await say(caller, "my balance")
            await heard(caller, "your balance is 10 dollars")
            await llm.nobody_left()
