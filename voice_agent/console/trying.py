"""A typed turn, read and routed as in a call; nothing is done, and nothing is recorded."""

from __future__ import annotations

import asyncio

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.console.answers import Detail, Guess
from voice_agent.console.drafts import Tried
from voice_agent.core.clock import monotonic
from voice_agent.core.turn import Hit, Transcript, TurnReading
from voice_agent.improve.samples import state_after
from voice_agent.knowledge.index import Knowledge
from voice_agent.pipeline.assembly import Engines, load_engines
from voice_agent.router.decision import Decision
from voice_agent.scenarios import TEXT_STAGES

DEADLINE_MS = 5000.0
NEAR = 0.15
"""A second choice of this probability may be meant."""


class Compared:
    """The other pipeline of a comparison: loaded when it is first asked, with what reads text only.

    Args:
        name: A shipped pipeline or a file.

    Raises:
        ConfigError: There is no such pipeline, or it is wrong.
    """

    def __init__(self, name: str) -> None:
        self.config: PipelineConfig = load_pipeline(name)
        self._loading: asyncio.Task[Engines] | None = None

    async def engines(self) -> Engines:
        """Return its engines.

        Raises:
            ModelError: Its language model is missing or damaged.
        """
        if self._loading is None or (self._loading.done() and self._loading.exception()):
            self._loading = asyncio.create_task(
                asyncio.to_thread(load_engines, self.config, stages=TEXT_STAGES), name="compared"
            )
        return await asyncio.shield(self._loading)

    async def aclose(self) -> None:
        """Free what was loaded."""
        if self._loading is not None:
            await asyncio.wait({self._loading})
            if not self._loading.exception():
                await self._loading.result().aclose()


async def try_turn(engines: Engines, text: str, asked: str, *, name: str = "") -> Tried:
    """Read and route a turn.

    Args:
        engines: Of which the language model and the knowledge folder are used.
        text: What a caller says.
        asked: What the agent has just said.
        name: What the pipeline is called; by default after its playbook.

    Raises:
        VoiceAgentError: The language model failed, or is too late.
    """
    playbook, today = engines.playbook, engines.clock.today()
    state = state_after(playbook, asked)
    began = monotonic()
    reading: TurnReading = await engines.slm.run(
        "read", Transcript(text, 1.0), asked=asked, today=today, deadline_ms=DEADLINE_MS
    )
    hit = await _look_up(engines, reading)
    route = Decision(reading, state, hit, today).route(playbook)
    took_ms = 1000 * (monotonic() - began)
    return Tried(
        pipeline=name or engines.config.playbook_folder.name,
        intent=reading.intent,
        confidence=round(reading.confidence, 3),
        ranking=tuple(Guess(intent=i, probability=round(p, 3)) for i, p in reading.ranking),
        doubt=doubt(reading),
        act=reading.act,
        sentiment=reading.sentiment,
        details=tuple(Detail(type=e.type, value=e.value) for e in reading.entities),
        escalation=round(reading.escalation.score, 3),
        escalation_reason=reading.escalation.reason,
        completeness=round(reading.completeness, 3),
        command=route.response.kind,
        route=route.to,
        reason=route.reason,
        section=hit.section.heading if hit else None,
        fits=round(hit.score, 3) if hit else None,
        ms=round(took_ms, 1),
    )


def doubt(reading: TurnReading) -> str | None:
    """Return the intent that this one may be confused with; ``None`` if there is none."""
    others = ((name, p) for name, p in reading.ranking if name != reading.intent)
    name, probability = next(others, ("", 0.0))
    return name if probability >= NEAR else None


async def _look_up(engines: Engines, reading: TurnReading) -> Hit | None:
    knowledge: Knowledge = engines.knowledge.engine
    if not knowledge.knows_meanings:
        return knowledge.look_up_words(engines.playbook, reading)
    hit: Hit | None = await engines.knowledge.run(
        "look_up", engines.playbook, reading, deadline_ms=DEADLINE_MS
    )
    return hit
