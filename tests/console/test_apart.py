from __future__ import annotations

import os
import time

import pytest

from voice_agent.console.apart import Apart
from voice_agent.core.errors import DeadlineError, StageError


async def test_work_is_done_elsewhere_and_after_everything_else() -> None:
    apart = Apart()
    assert await apart.run(os.getpid) != os.getpid()
    assert await apart.run(os.nice, 0) >= os.nice(0) + 10 or os.nice(0) > 9
    with pytest.raises(ValueError, match="invalid literal"):
        await apart.run(int, "x")
    with pytest.raises(StageError, match="died"):
        await apart.run(os._exit, 1)
    assert await apart.run(abs, -1) == 1, "another one is started"
    await apart.aclose()
    await apart.aclose()


async def test_work_that_takes_too_long_is_given_up() -> None:
    apart = Apart(limit_s=0.2)
    with pytest.raises(DeadlineError, match="too long"):
        await apart.run(time.sleep, 60)
    await apart.aclose()
