"""An engine inside of the server that stands still, or sees the clock jump, while a file is there.

``chaos`` puts these around the engines of a pipeline file, and makes and removes the files.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voice_agent.config.registry import EngineContext, make_engine

STALL, CLOCK = "stall-{stage}", "clock"
MOST_STALL_S = 60.0
_LOOK_EVERY_S = 0.02
_true_time = time.time


class Faulty:
    """An engine that is another one, except while a fault is on.

    Args:
        engine: The other one.
        stage: Its stage.
        control: Folder of the files that turn faults on.
        methods: Its methods that stand still.
    """

    def __init__(self, engine: Any, stage: str, control: Path, methods: tuple[str, ...]) -> None:
        self._engine = engine
        self._stall = control / STALL.format(stage=stage)
        self._clock = control / CLOCK
        for name in methods:
            setattr(self, name, self._around(getattr(engine, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def _around(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def work(*args: Any, **kwargs: Any) -> Any:
            set_clock(self._clock)
            until = time.monotonic() + MOST_STALL_S
            while self._stall.exists() and time.monotonic() < until:
                time.sleep(_LOOK_EVERY_S)
            return method(*args, **kwargs)

        return work


def set_clock(file: Path) -> None:
    """Let this process's wall clock be wrong by the seconds in a file; right without one."""
    try:
        off_s = float(file.read_text())
    except (OSError, ValueError):
        time.time = _true_time
        return
    time.time = lambda: _true_time() + off_s


def slm(context: EngineContext, *, control: str, engine: str, args: dict[str, Any]) -> Faulty:
    """Make a language model that can stand still."""
    return Faulty(make_engine("slm", engine, args, context), "slm", Path(control), ("read",))


def tts(context: EngineContext, *, control: str, engine: str, args: dict[str, Any]) -> Faulty:
    """Make a voice that can stand still."""
    made = make_engine("tts", engine, args, context)
    return Faulty(made, "tts", Path(control), ("synthesise",))
