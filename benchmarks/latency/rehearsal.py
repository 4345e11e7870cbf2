"""Which recordings a long call survives: they are said by text before the call is held."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from benchmarks.latency.recordings import Recording, over_the_telephone
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.core.events import HandedOff
from voice_agent.pipeline.assembly import load_engines
from voice_agent.pipeline.typed import typed_call
from voice_agent.scenarios import TEXT_STAGES
from voice_agent.scenarios.line import Line

ROUNDS = 3
"""How often all recordings are said: the second time, one may be answered otherwise."""


def lasting(pipeline: str, recordings: Sequence[Recording]) -> list[Recording]:
    """Return the recordings with which a call goes on, whatever round it is in.

    Each counts as what the pipeline's recogniser makes of it on a telephone.

    Args:
        pipeline: Name or file.
        recordings: In the order in which they are to be said.

    Raises:
        ConfigError: Every recording ends the call.
    """
    engines = load_engines(load_pipeline(pipeline), stages=(*TEXT_STAGES, "stt"))
    recognise = engines.stt.engine.transcribe
    heard = [
        recognise(over_the_telephone(one).samples, LISTEN_HZ).text or one.text for one in recordings
    ]

    async def rehearsed() -> list[int]:
        try:
            return await lasting_places(heard, lambda: typed_call(engines))
        finally:
            await engines.aclose()

    places = asyncio.run(rehearsed())
    if not places:
        raise ConfigError(f"{pipeline}: every recording ends the call or needs a person")
    return [recordings[place] for place in places]


async def lasting_places(
    texts: Sequence[str], open_line: Callable[[], AbstractAsyncContextManager[Line]]
) -> list[int]:
    """Return the places of the texts that neither end a call nor need a person.

    Args:
        texts: What is said, in this order, again and again.
        open_line: Begins a call.
    """
    left = list(range(len(texts)))
    while left:
        last = await _last_place(left, texts, open_line)
        if last is None:
            break
        left.remove(last)
    return left


async def _last_place(
    places: Sequence[int],
    texts: Sequence[str],
    open_line: Callable[[], AbstractAsyncContextManager[Line]],
) -> int | None:
    """Return the place of the text after which a call did not go on; ``None`` if it went on."""
    async with open_line() as line:
        await line.greeting()
        for _ in range(ROUNDS):
            for place in places:
                found = await line.say(texts[place])
                if line.over or any(isinstance(event, HandedOff) for event in found):
                    return place
    return None
