"""Any pipecat LLM service as an LLM engine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, cast

from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMTextFrame,
    LLMUpdateSettingsFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.websocket_service import WebsocketService

from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.pipeline.services.classes import settings_class
from voice_agent.pipeline.services.engine_info import info
from voice_agent.pipeline.services.pool import Pool
from voice_agent.pipeline.services.spec import ServiceSpec, read_spec


class PipecatLlm:
    """An LLM made of pipecat services: one instance a request at a time.

    Attributes:
        info: What the engine says about itself.
    """

    def __init__(self, spec: ServiceSpec) -> None:
        self.info: EngineInfo = info(spec, streaming=True)
        self._settings: Any = settings_class(spec.service_class)
        self._instruction: str = spec.settings.get("system_instruction") or ""
        # An interrupted HTTP request is over; an answer over a WebSocket may still come.
        over_http = not issubclass(spec.service_class, WebsocketService)
        self._pool = Pool(spec, ends_with=LLMFullResponseEndFrame, reusable=over_http)

    async def stream(self, messages: list[dict[str, str]]) -> AsyncGenerator[str, None]:
        """Yield pieces of text as they come. Closing the iterator cancels the request at once.

        Raises:
            LlmError: The service failed or broke off.
        """
        async with aclosing(self._pool.ask(*self._request(messages))) as answer:
            async for frame in answer:
                if isinstance(frame, LLMTextFrame) and frame.text:
                    yield frame.text

    def _request(self, messages: Sequence[Mapping[str, str]]) -> list[Frame]:
        """Return the system messages as an instruction, in the vendor's own form."""
        instruction = [self._instruction] if self._instruction else []
        said = [dict(message) for message in messages]
        while said and said[0]["role"] == "system":
            instruction.append(said.pop(0)["content"])
        settings = self._settings(system_instruction="\n\n".join(instruction) or None)
        return [
            LLMUpdateSettingsFrame(delta=settings),
            LLMContextFrame(LLMContext(cast(Any, said))),
        ]

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def make(context: EngineContext, *, service: str, **arguments: Any) -> PipecatLlm:
    """Make an LLM of the pipecat service at a class path; see ``read_spec``."""
    return PipecatLlm(read_spec("llm", service, arguments).tried())
