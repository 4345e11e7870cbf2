"""Watches the turn that waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from voice_agent.calls.call import Call, Turn
from voice_agent.calls.patience import FILLER, Patience, Wait, at_fault, due
from voice_agent.core.errors import StageError

LOOK_EVERY_S = 0.05


class Watch:
    """Looks after the turn that waits for its answer.

    Turns are told apart by identity: one that is opened again starts anew.

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
        self.answering = False
        self.asked_llm_at: float | None = None
        self._call = call
        self._patience = patience
        self._fill = fill
        self._give_up = give_up
        self._given_up: Turn | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look; ``stop`` ends it."""
        self._task = asyncio.create_task(self._look(), name="responders-watch")

    async def stop(self) -> None:
        """Look no longer."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    def drop(self) -> None:
        """Nothing more will be said to the present turn."""
        self._given_up = self._call.turn

    @property
    def dropped(self) -> bool:
        """Whether the present turn was given up."""
        return self._call.turn is self._given_up

    @property
    def turn_left_ms(self) -> float | None:
        """What the present turn has left until it has to be given up."""
        over_at = self._call.turn.timeline.marks.get("committed")
        if over_at is None:
            return None
        return 2 * self._patience.turn_ms - 1000 * (self._call.clock() - over_at)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001
                # Without its watch the call would go on, but nobody would wait with the caller.
                self._call.problem(StageError(f"the watch failed: {type(error).__name__}"))

    async def look(self) -> None:
        """Do what is due now."""
        wait = self._wait()
        what = due(wait, self._patience) if wait is not None else None
        if what is None:
            return
        marks = self._call.turn.timeline.marks
        stage = at_fault(marks, llm=self.asked_llm_at is not None)
        if what == "give up":
            self.drop()
            await self._give_up(stage)
        elif self._fill is not None:
            await self._fill(stage)

    def _wait(self) -> Wait | None:
        """How long the caller has been waiting; ``None`` when no answer is awaited."""
        call, turn = self._call, self._call.turn
        over_at = turn.timeline.marks.get("committed")
        filled = turn.source == FILLER
        awaited = filled or (not turn.source and call.thinking)
        if over_at is None or not awaited or self.dropped:
            return None
        now, asked_at = call.clock(), self.asked_llm_at
        return Wait(
            turn_ms=1000 * (now - over_at),
            llm_ms=None if asked_at is None else 1000 * (now - asked_at),
            filled=filled,
            answering=self.answering,
        )
