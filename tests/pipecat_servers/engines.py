"""Engines made of real pipecat service classes, connected to servers on the loopback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, cast

import pytest

from pipecat_servers.anthropic import AnthropicServer
from pipecat_servers.cartesia import CartesiaServer
from pipecat_servers.deepgram import DeepgramServer
from pipecat_servers.elevenlabs import ElevenLabsServer
from pipecat_servers.gladia import GladiaServer
from pipecat_servers.loopback import Loopback
from pipecat_servers.openai import OpenAiServer
from pipecat_servers.soniox import SonioxServer
from voice_agent.config.registry import EngineContext
from voice_agent.pipeline.services import llm, stt, tts

KEY = "key-0123456789"
CONTEXT = cast(EngineContext, None)
"""Nothing of it is used."""


@dataclass(frozen=True)
class Vendor:
    """One service class and the server it talks to.

    Attributes:
        stage: ``stt``, ``llm`` or ``tts``.
        service: Class path as in a pipeline file.
        server: The vendor's server.
        arguments: What points the class to the server.
        needs: The package without which the class cannot be imported.
    """

    stage: str
    service: str
    server: type[Loopback]
    arguments: Callable[[Loopback], Mapping[str, Any]]
    needs: str = ""

    def engine(self, server: Loopback, **arguments: Any) -> Any:
        """The engine, as a pipeline file would make it."""
        make = {"stt": stt.make, "llm": llm.make, "tts": tts.make}[self.stage]
        given = {"api_key": KEY, **self.arguments(server), **arguments}
        return make(CONTEXT, service=self.service, **given)

    @property
    def param(self) -> Any:
        """For ``parametrize``: skipped with the reason when its package is not there."""
        name = self.service.rpartition(".")[2]
        missing = bool(self.needs) and find_spec(self.needs) is None
        reason = f"needs {self.needs}: pip install 'pipecat-ai[{self.needs}]'"
        return pytest.param(self, id=name, marks=pytest.mark.skipif(missing, reason=reason))


RECOGNISER = Vendor(
    "stt", "openai.stt.OpenAISTTService", OpenAiServer, lambda s: {"base_url": s.url}
)

LISTENERS = (
    Vendor(
        "stt",
        "deepgram.stt.DeepgramSTTService",
        DeepgramServer,
        lambda s: {"base_url": s.ws_url},
        needs="deepgram",
    ),
    Vendor(
        "stt",
        "cartesia.stt.CartesiaSTTService",
        CartesiaServer,
        lambda s: {"base_url": s.ws_url},
    ),
    Vendor(
        "stt",
        "gladia.stt.GladiaSTTService",
        GladiaServer,
        lambda s: {"url": f"{s.url}/v2/live"},
    ),
    Vendor(
        "stt",
        "soniox.stt.SonioxSTTService",
        SonioxServer,
        lambda s: {"url": f"{s.ws_url}/transcribe-websocket"},
    ),
)

LLMS = (
    Vendor("llm", "openai.llm.OpenAILLMService", OpenAiServer, lambda s: {"base_url": s.url}),
    Vendor("llm", "anthropic.llm.AnthropicLLMService", AnthropicServer, lambda s: {}, "anthropic"),
)
"""Anthropic's client takes its server from ``ANTHROPIC_BASE_URL``."""

HTTP_VOICES = (
    Vendor("tts", "openai.tts.OpenAITTSService", OpenAiServer, lambda s: {"base_url": s.url}),
    Vendor(
        "tts", "deepgram.tts.DeepgramHttpTTSService", DeepgramServer, lambda s: {"base_url": s.url}
    ),
)

SOCKET_VOICES = (
    Vendor(
        "tts", "deepgram.tts.DeepgramTTSService", DeepgramServer, lambda s: {"base_url": s.ws_url}
    ),
    Vendor(
        "tts",
        "cartesia.tts.CartesiaTTSService",
        CartesiaServer,
        lambda s: {"url": f"{s.ws_url}/tts/websocket", "settings": {"voice": "v"}},
    ),
    Vendor(
        "tts",
        "elevenlabs.tts.ElevenLabsTTSService",
        ElevenLabsServer,
        lambda s: {"url": s.ws_url, "settings": {"voice": "v"}},
    ),
)


def params(*vendors: Vendor) -> list[Any]:
    """For ``parametrize``."""
    return [vendor.param for vendor in vendors]
