"""Waiting, at the caller's end: for the agent to start, to finish, or for any condition."""

from __future__ import annotations

from collections.abc import Callable

from voice_agent.phone.line import Line
from voice_agent.phone.measure import turn_is_timed, v2v_ms
from voice_agent.phone.values import CallError, Utterance

_LOOK_AGAIN_MS = 10.0
_NEVER = float("inf")


async def until(
    line: Line,
    condition: Callable[[], bool],
    timeout_ms: float,
    what: str,
    *,
    or_over: bool = False,
) -> None:
    """Wait until ``condition`` holds.

    Raises:
        CallError: ``timeout_ms`` passed, or the line closed (unless ``or_over``).
    """
    deadline = line.clock.now_ms() + timeout_ms
    while not condition():
        if line.failure is not None:
            raise line.failure
        if line.over:
            if or_over:
                return
            raise CallError(f"the call ended before {what}")
        if line.clock.now_ms() > deadline:
            raise CallError(f"waited {timeout_ms / 1000:.0f} s for {what}; none came")
        await line.clock.sleep(_LOOK_AGAIN_MS)


async def until_agent_starts(line: Line, after_ms: float, timeout_ms: float = 15000.0) -> float:
    """Wait until the agent is heard after ``after_ms``; return when that was."""

    def onset_ms() -> float:
        found = line.playback.onset_after(after_ms)
        return _NEVER if found is None else found

    await until(line, lambda: onset_ms() <= line.clock.now_ms(), timeout_ms, "the agent's voice")
    return onset_ms()


async def until_agent_finishes(
    line: Line,
    after: Utterance | None = None,
    *,
    quiet_ms: float = 700.0,
    timeout_ms: float = 20000.0,
) -> None:
    """Wait until the agent has answered ``after`` (or greeted) and said all of it.

    Answered means: heard after the utterance, its ``turn`` event is here (where the carrier
    has events), and nothing audible for ``quiet_ms``. A call that ends after the answer counts
    as finished.
    """
    deadline = line.clock.now_ms() + timeout_ms
    if after is None:
        await until(
            line, lambda: line.playback.onset_after(0.0) is not None, timeout_ms, "the greeting"
        )
    else:
        await until(
            line, lambda: v2v_ms(line.playback, after) is not None, timeout_ms, "the agent's answer"
        )
        if line.codec.gives_events:
            await until(
                line,
                lambda: turn_is_timed(line.log, after.after_turn),
                deadline - line.clock.now_ms(),
                "the 'turn' event",
                or_over=True,
            )
    await until(
        line,
        lambda: _quiet_for_ms(line) >= quiet_ms,
        deadline - line.clock.now_ms(),
        "the end of the agent's answer",
        or_over=True,
    )


def _quiet_for_ms(line: Line) -> float:
    last = line.playback.last_audible_ms
    return _NEVER if last is None else line.clock.now_ms() - last
