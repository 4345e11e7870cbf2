from __future__ import annotations

import asyncio
import socket

from voice_agent.server.workers.channel import Reports, channel, give
from voice_agent.server.workers.policy import Phase
from voice_agent.server.workers.worker import Worker


async def test_a_worker_reports_takes_connections_and_knows_when_it_is_alone() -> None:
    ours, theirs = channel()
    taken: list[socket.socket] = []
    alone = asyncio.Event()

    async def take(connection: socket.socket) -> None:
        taken.append(connection)
        if len(taken) == 2:
            raise ConnectionResetError

    worker = Worker(theirs, take, lambda: (Phase.TAKING, 3), alone.set)
    running = asyncio.create_task(worker.run())
    with ours:
        reports = Reports(ours)
        async with asyncio.timeout(5):
            while (told := reports.last()) is None:
                await asyncio.sleep(0)
            assert told == (Phase.TAKING, 3)
            for _ in range(2):
                accepted, caller = socket.socketpair()
                assert give(ours, accepted)
                accepted.close()
                caller.close()
            while len(taken) < 2:
                await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await alone.wait()
    running.cancel()
    await asyncio.wait({running})
    assert [one.fileno() == -1 for one in taken] == [False, True], "what was not taken is closed"
    taken[0].close()
