"""The caller's end of a call, typed or spoken, as scripts and simulated callers hold it."""

from __future__ import annotations

from typing import Protocol

from voice_agent.core.events import EndedReason, Event


class Line(Protocol):
    """One call. ``pipeline/typed.py`` holds it by text, ``scenarios/spoken.py`` by voice.

    ``say``, ``press`` and ``be_silent`` return the events that followed, once the caller has heard
    the agent's answer to its end, or ``hear`` words of it: what the caller does next interrupts it.
    """

    async def greeting(self) -> list[Event]:
        """Hear the greeting."""
        ...

    async def say(self, text: str, *, hear: int | None = None) -> list[Event]:
        """Say something."""
        ...

    async def press(self, keys: str, *, hear: int | None = None) -> list[Event]:
        """Press keys, ended by ``#``."""
        ...

    async def be_silent(self, *, hear: int | None = None) -> list[Event]:
        """Be silent until the agent asks whether anyone is there."""
        ...

    @property
    def over(self) -> bool:
        """True if the call has ended."""
        ...

    @property
    def ended(self) -> EndedReason | None:
        """Why the agent's side ended the call; ``None`` while it goes on."""
        ...

    @property
    def agent_speaks(self) -> bool:
        """True if the answer has not been heard to its end."""
        ...

    @property
    def v2v_ms(self) -> float | None:
        """Voice-to-voice time of the last answer, infinite if there was none; ``None`` by text."""
        ...
