"""The contracts of our stages, held by engines made of pipecat's services and of Wyoming's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from pipecat_servers.engines import (
    HTTP_VOICES,
    LISTENERS,
    LLMS,
    RECOGNISER,
    SOCKET_VOICES,
    Vendor,
    params,
)
from wyoming_server import WyomingServer

from voice_agent.config.registry import EngineContext
from voice_agent.stt.wyoming import make as make_stt
from voice_agent.testing import llm, stt, tts
from voice_agent.tts.wyoming import make as make_tts

CONTEXT = cast(EngineContext, SimpleNamespace(playbook=SimpleNamespace(language="en")))
KITS: dict[str, Any] = {"stt": stt.KIT, "llm": llm.KIT, "tts": tts.KIT}


@pytest.mark.parametrize(
    "vendor",
    params(RECOGNISER, LISTENERS[0], LLMS[0], HTTP_VOICES[0], SOCKET_VOICES[1]),
)
async def test_a_service_keeps_the_contract(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = vendor.server()
    arguments = {"ttfs_p99_latency": 0.05} if vendor.stage == "stt" else {}
    async with server.serving():
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        engine = vendor.engine(server, **arguments)
        report = await KITS[vendor.stage].examine(engine, at_once=3)
        await engine.aclose()
        await server.nobody_left()
    assert report.ok, str(report)


@pytest.mark.parametrize(("stage", "make"), [("stt", make_stt), ("tts", make_tts)])
async def test_a_wyoming_server_keeps_the_contract(stage: str, make: Any) -> None:
    async with WyomingServer().serving() as server:
        report = await KITS[stage].examine(make(CONTEXT, uri=server.uri), at_once=3)
    assert report.ok, str(report)
