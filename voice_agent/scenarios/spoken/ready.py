"""What must be in order before the first spoken call is made."""

from __future__ import annotations

import asyncio

from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError
from voice_agent.phone.carriers import phone_codec
from voice_agent.scenarios.spoken.calling import Calling
from voice_agent.scenarios.spoken.voice import load_speaker
from voice_agent.training.noise.speaking import Speaker


async def ready_speaker(config: PipelineConfig, calling: Calling) -> Speaker:
    """Load the callers' voice, once it is certain that they can phone.

    Raises:
        ConfigError: More calls at once than the pipeline takes, or no such carrier.
        ModelError: The voice is missing or damaged.
    """
    if calling.calls > config.max_calls:
        raise ConfigError(
            f"{config.file}: max_calls: {config.max_calls} calls at once, not {calling.calls}"
        )
    phone_codec(calling.carrier)
    return await asyncio.to_thread(load_speaker, calling.voice)
