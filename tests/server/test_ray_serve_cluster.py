"""Calls on a local cluster of Ray: spread, and lost with their node only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_project import TESTS, write_project

from voice_agent.core.events import Replied
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import free_port
from voice_agent.phone.line import Line
from voice_agent.phone.values import CallError
from voice_agent.server.ray_serve import NAME, app

ray = pytest.importorskip("ray", reason="needs the extra 'ray'")
serve = pytest.importorskip("ray.serve", reason="needs the extra 'ray'")
pytestmark = pytest.mark.real
START_S = 300


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    path = os.pathsep.join([str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    # A machine that is busy with other tests starts a proxy slowly.
    monkeypatch.setenv("RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S", "60")
    monkeypatch.setenv("RAY_SERVE_PROXY_HEALTH_CHECK_TIMEOUT_S", "60")
    # The head runs Serve itself and the proxy, and no replica: it is not killed.
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        yield made
    finally:
        serve.shutdown()
        ray.shutdown()
        made.shutdown()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_S
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def running() -> int:
    """Count the replicas that take calls."""
    return sum(n for state, n in states().items() if state == "RUNNING")


def states() -> dict[str, int]:
    """Count the replicas by their state."""
    found = serve.status().applications[NAME].deployments[NAME].replica_states
    return {str(getattr(state, "value", state)): count for state, count in found.items()}


async def answered(line: Line) -> None:
    before = sum(isinstance(one.event, Replied) for one in line.log)
    await line.type("my balance")
    await wait.until(
        line,
        lambda: sum(isinstance(one.event, Replied) for one in line.log) > before,
        20_000,
        "an answer",
    )


async def dialled(url: str, count: int) -> list[Line]:
    callers = [make_line(url=url) for _ in range(count)]
    for caller in callers:
        await caller.dial()
        await answered(caller)
    return callers


async def until_over(callers: list[Line], count: int) -> None:
    async with asyncio.timeout(60):
        while sum(caller.over for caller in callers) < count:
            await asyncio.sleep(0.05)


async def hold_calls(url: str, cluster: Any, nodes: list[Any]) -> None:
    callers = await dialled(url, 4)
    cluster.remove_node(nodes[0], allow_graceful=False)
    await until_over(callers, 2)
    kept = [caller for caller in callers if not caller.over]
    assert len(kept) == 2, "calls were spread, and those of the other node go on"
    for caller in kept:
        await answered(caller)
    cluster.add_node(num_cpus=1)
    await asyncio.to_thread(until, lambda: running() == 2)
    fresh = await dialled(url, 4)
    cluster.remove_node(nodes[1], allow_graceful=False)
    await until_over(kept, 2)
    still = 0
    for caller in fresh:
        with contextlib.suppress(CallError):
            await answered(caller)
            still += 1
    assert still, "the new node has taken calls"
    for caller in (*callers, *fresh):
        await caller.hangup()


def started(cluster: Any, folder: Path, replicas: int) -> tuple[str, Callable[..., None]]:
    """Serve the small bank; return where, and what changes the number of replicas."""
    ray.init(address=cluster.address, log_to_driver=False)
    port = free_port()
    # A busy machine may take longer than Ray waits for the proxy; it comes all the same.
    with contextlib.suppress(TimeoutError):
        serve.start(proxy_location="HeadOnly", http_options={"host": "127.0.0.1", "port": port})
    file = write_project(folder / "small", max_calls=4)
    own = {"pipeline": str(file), "record": f"sqlite:///{folder}/calls.sqlite", "insecure": True}

    def scale(count: int, most: int = 0) -> None:
        bounds = {"min_replicas": count, "max_replicas": most or count, "cpus": 1}
        serve.run(app({**own, **bounds}), name=NAME)
        until(lambda: running() == count)

    scale(replicas)
    until(lambda: listens(port))
    return f"ws://127.0.0.1:{port}", scale


def test_a_node_that_dies_loses_its_own_calls_and_a_new_one_takes_calls(
    cluster: Any, tmp_path: Path
) -> None:
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    url, _ = started(cluster, tmp_path, 2)
    asyncio.run(hold_calls(url, cluster, nodes))


async def hold_while_stopped(url: str, scale: Callable[[int], None]) -> None:
    callers = await dialled(url, 2)
    # Ray waits for the replica, and the replica for its calls.
    scaling = asyncio.create_task(asyncio.to_thread(scale, 1))
    await asyncio.to_thread(until, lambda: "STOPPING" in states())
    for caller in callers:
        await answered(caller)
        await caller.hangup()
    await scaling
    assert states() == {"RUNNING": 1}


def test_a_replica_that_is_not_needed_any_more_finishes_its_calls(
    cluster: Any, tmp_path: Path
) -> None:
    cluster.add_node(num_cpus=2)
    url, scale = started(cluster, tmp_path, 2)
    asyncio.run(hold_while_stopped(url, scale))


async def hold_until_another(url: str) -> None:
    callers = await dialled(url, 4)
    await asyncio.to_thread(until, lambda: running() == 2)
    # Callers who have been silent for so long may be gone on a busy machine.
    for caller in callers:
        await caller.hangup()


def test_another_replica_is_started_for_the_calls_that_one_cannot_take(
    cluster: Any, tmp_path: Path
) -> None:
    cluster.add_node(num_cpus=2)
    url, scale = started(cluster, tmp_path, 1)
    scale(1, most=2)
    asyncio.run(hold_until_another(url))
