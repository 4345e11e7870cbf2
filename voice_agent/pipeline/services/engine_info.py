"""The self-description of an engine that is made of a pipecat service."""

from __future__ import annotations

from importlib.metadata import version

from voice_agent.core.engines import EngineInfo
from voice_agent.pipeline.services.spec import ServiceSpec


def info(spec: ServiceSpec, *, streaming: bool) -> EngineInfo:
    """Describe the engine. It is not local: nobody speculates with it unless asked to."""
    language = spec.settings.get("language")
    return EngineInfo(
        name=spec.name,
        version=f"pipecat {version('pipecat-ai')}",
        languages=(str(language),) if isinstance(language, str) else (),
        streaming=streaming,
        local=False,
    )
