"""A sentence said into the console's microphone, as the server's recogniser hears it.

The samples live as long as the request: they are not kept, and not logged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from fastapi import HTTPException

from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.config.access import LimitsConfig
from voice_agent.console.drafts import Heard
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import AudioError, DeadlineError, OverloadError
from voice_agent.core.jobs import Job, Kind
from voice_agent.dialogue.context import context_of
from voice_agent.dialogue.expecting import expecting
from voice_agent.improve.samples import state_after
from voice_agent.pipeline.assembly import Engines
from voice_agent.server.access.sources import Sources
from voice_agent.stt.listening import Listener

MOST_S = 15
MOST_BYTES = 2 * LISTEN_HZ * MOST_S
DEADLINE_MS = 10_000.0
A_MINUTE = 30
_LATE = "the recogniser is late: calls come first; try again in a moment"


class Turnstile:
    """Limits each client to one sentence at a time, and to a number of them a minute.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        limits = LimitsConfig(calls=1, attempts_per_minute=A_MINUTE)
        self._sources = Sources(limits, clock)

    @contextlib.contextmanager
    def one(self, client: str) -> Iterator[None]:
        """Hold the client's place.

        Raises:
            HTTPException: The client's last sentence is still being recognised, or there were too
                many.
        """
        source = self._sources.get(client)
        if source.calls:
            raise HTTPException(429, "the last sentence is still being recognised")
        if not source.attempts.spend(1):
            raise HTTPException(429, f"more than {A_MINUTE} sentences a minute; wait a little")
        source.calls += 1
        try:
            yield
        finally:
            source.calls -= 1


async def hear(engines: Engines, pcm: bytes, asked: str) -> Heard:
    """Recognise a sentence, after what calls wait for.

    Args:
        engines: Of which the recogniser is used.
        pcm: 16-bit samples at 16 kHz, mono.
        asked: What the agent has just said.

    Raises:
        HTTPException: The bytes are no samples, or the recogniser has no time.
        VoiceAgentError: The recogniser failed.
    """
    if pcm[:4] == b"RIFF" or not pcm:
        raise HTTPException(422, "expected bare 16-bit samples at 16 kHz, without a WAV header")
    playbook = engines.playbook
    context = context_of(playbook, state_after(playbook, asked), engines.clock.today())
    listener = Listener(engines.stt, LISTEN_HZ)
    began = monotonic()
    try:
        heard = await listener.transcript(
            from_pcm(pcm),
            asked=context.question,
            expected=expecting(playbook, context),
            deadline_ms=DEADLINE_MS,
            job=Job(Kind.PREPARATION),
        )
    except AudioError as error:
        raise HTTPException(422, str(error)) from None
    except (DeadlineError, OverloadError):
        raise HTTPException(503, _LATE) from None
    finally:
        await listener.close()
    took_ms = 1000 * (monotonic() - began)
    return Heard(text=heard.text, confidence=round(heard.confidence, 3), ms=round(took_ms, 1))
