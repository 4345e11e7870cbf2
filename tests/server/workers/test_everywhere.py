from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.server.reload import Reloader
from voice_agent.server.workers.everywhere import Everywhere
from voice_agent.server.workers.peers import Answer, Peers
from voice_agent.server.workers.place import Place


class Here:
    async def reload(self, share: float = 1.0) -> str:
        return "v2"


class Told(Peers):
    """Workers that answer what the test says."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__(Place(0, len(answers) + 1, 0, -1, Path()))
        self.answers = {one.worker: one for one in answers}

    async def ask(
        self, worker: int, path: str, *, method: str = "GET", timeout_s: float = 2.0
    ) -> Answer:
        assert (path, method) == ("/reload?share=0.25", "POST")
        return self.answers[worker]


async def test_a_worker_that_is_being_started_is_no_fault() -> None:
    peers = Told(Answer(1), Answer(2, 200, b'{"version": "v2"}'))
    assert await Everywhere(cast(Reloader, Here()), peers).reload(0.25) == "v2"


@pytest.mark.parametrize(
    ("body", "why"), [(b'{"error": "no model"}', "no model"), (b"[]", "status 500")]
)
async def test_a_worker_that_did_not_follow_is_named(body: bytes, why: str) -> None:
    peers = Told(Answer(1, 500, body))
    with pytest.raises(ConfigError, match=f"worker 1 keeps the old one: {why}"):
        await Everywhere(cast(Reloader, Here()), peers).reload(0.25)
