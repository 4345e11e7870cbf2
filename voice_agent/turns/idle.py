"""How long nobody has spoken. Pure."""

from __future__ import annotations


class IdleTimer:
    """Counts the silence in which somebody might ask whether anyone is there.

    Args:
        prompt_after_s: Silence after which that is due.
    """

    def __init__(self, prompt_after_s: float) -> None:
        self._prompt_after_ms = 1000 * prompt_after_s
        self._silent_ms = 0.0
        self._count = 0

    def silent(self, ms: float, *, patience: float = 1.0) -> int | None:
        """Count more silence; return how often in a row it was too long, if it is now.

        Args:
            ms: How much more.
            patience: How many times longer than usual the caller may be silent.
        """
        self._silent_ms += ms / patience
        if self._silent_ms < self._prompt_after_ms:
            return None
        self._silent_ms = 0.0
        self._count += 1
        return self._count

    def busy(self) -> None:
        """Note that somebody speaks, or is about to."""
        self._silent_ms = 0.0

    def reset(self) -> None:
        """Start over: the caller has spoken."""
        self._silent_ms = 0.0
        self._count = 0
