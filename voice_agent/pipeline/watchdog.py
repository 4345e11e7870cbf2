"""Watches the turn that waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from voice_agent.calls.call import Call
from voice_agent.calls.conversation import FILLER
from voice_agent.calls.patience import Patience, Wait, at_fault, due
from voice_agent.core.errors import StageError

LOOK_EVERY_S = 0.05


class Watchdog:
    """Triggers a filler when an answer is late, and gives the turn up when it is too late.

    Args:
        call: The call.
        patience: What its caller is asked to bear.
        fill: Says a filler, given the stage that is late; ``None`` when there are none.
        give_up: Does what is declared for a turn that is given up, given that stage.
    """

    def __init__(
        self,
        call: Call,
        patience: Patience,
        *,
        fill: Callable[[str], Awaitable[None]] | None,
        give_up: Callable[[str], Awaitable[None]],
    ) -> None:
        self._call = call
        self._patience = patience
        self._fill = fill
        self._give_up = give_up
        self._answering = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look; ``stop`` ends it."""
        self._task = asyncio.create_task(self._watch(), name="watchdog")

    async def stop(self) -> None:
        """Look no longer."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Note within the block that responders work on the turn; they have their own deadlines."""
        self._answering = True
        try:
            yield
        finally:
            self._answering = False

    @property
    def turn_left_ms(self) -> float | None:
        """What the present turn has left until it has to be given up."""
        over_at = self._call.turn.timeline.marks.get("committed")
        if over_at is None:
            return None
        return 2 * self._patience.turn_ms - 1000 * (self._call.clock.now() - over_at)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001
                # Without its watchdog the call would go on, but nobody would wait with the caller.
                self._call.problem(StageError(f"the watchdog failed: {type(error).__name__}"))

    async def look(self) -> None:
        """Do what is due now."""
        wait = self._wait()
        what = due(wait, self._patience) if wait is not None else None
        if what is None:
            return
        turn = self._call.turn
        stage = at_fault(turn.timeline.marks)
        if what == "give up":
            turn.given_up = True
            await self._give_up(stage)
        elif self._fill is not None:
            await self._fill(stage)

    def _wait(self) -> Wait | None:
        """Return how long the caller has been waiting; ``None`` if no answer is awaited."""
        call, turn = self._call, self._call.turn
        marks = turn.timeline.marks
        over_at = marks.get("committed")
        filled = turn.source == FILLER
        awaited = filled or (not turn.said and call.owes_answer)
        if over_at is None or not awaited or turn.given_up:
            return None
        now = call.clock.now()
        asked_at = marks.get("asked_llm") if self._answering else None
        return Wait(
            turn_ms=1000 * (now - over_at),
            llm_ms=None if asked_at is None else 1000 * (now - asked_at),
            filled=filled,
            answering=self._answering,
        )
