from __future__ import annotations

import asyncio
from pathlib import Path

from voice_agent.server.workers.peers import Peers
from voice_agent.server.workers.place import Place


async def test_a_worker_that_hangs_costs_its_time_and_no_more(tmp_path: Path) -> None:
    place = Place(0, 3, 0, -1, tmp_path)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listener = await asyncio.start_unix_server(silent, place.socket(2))
    async with listener:
        answers = await Peers(place).ask_all("/metrics", timeout_s=0.05)
    assert [(one.worker, one.status) for one in answers] == [(1, 0), (2, 0)]
